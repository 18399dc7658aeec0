import {
  accept,
  andThen,
  combine,
  type ImageName,
  isNonEmpty,
  type NonEmpty,
  parseImageName,
  parseTag,
  quote,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";

/** One image, and what it is to be called. */
export interface Promotion {
  readonly image: ImageName;
  readonly digest: string;
  readonly tags: NonEmpty<Tag>;
}

/** As the inputs have it. */
export interface PromotionTexts {
  readonly source: string;
  readonly tags: readonly string[];
  /** JSON, instead of the other two. */
  readonly promotions: string;
}

/**
 * Reads what is to be promoted, of one image or of several.
 *
 * @returns the promotions, no two of which give the same tag; or `promotions-invalid` (LA707), `image-invalid`
 * (LA401), `tag-invalid` (LA402)
 */
export function parsePromotions(texts: PromotionTexts): Result<NonEmpty<Promotion>> {
  const { source, tags, promotions } = texts;
  if (promotions === "") return andThen(parsePromotion({ source, tags }), (one) => accept([one]));
  if (source !== "" || tags.length > 0) {
    return invalid("both promotions and source or tags are given");
  }
  return andThen(andThen(parseList(promotions), parseEach), requireDifferent);
}

/**
 * Reads the tags that may be moved. One that is not promoted is refused, for it is a slip of the pen.
 *
 * @returns them as given, or `promotions-invalid` (LA707)
 */
export function parseOverwrite(
  lines: readonly string[],
  promotions: readonly Promotion[],
): Result<ReadonlySet<string>> {
  const promoted = new Set(promotions.flatMap(referencesOf));
  const stray = lines.find((line) => !promoted.has(line));
  return stray === undefined
    ? accept(new Set(lines))
    : invalid(`overwrite has ${quote(stray)}, which is none of the tags to promote`);
}

export function referencesOf({ image, tags }: Promotion): readonly string[] {
  return tags.map((tag) => `${image}:${tag}`);
}

interface Entry {
  readonly source: string;
  readonly tags: readonly string[];
}

function parseEach(entries: NonEmpty<Entry>): Result<NonEmpty<Promotion>> {
  return traverse(entries, parsePromotion);
}

function parsePromotion({ source, tags }: Entry): Result<Promotion> {
  const [name = "", digest, ...more] = source.split("@");
  if (digest === undefined || more.length > 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return invalid(`the source ${quote(source)} is not name@sha256:… with 64 hexadecimal digits`);
  }
  const distinct = [...new Set(tags)];
  if (!isNonEmpty(distinct)) return invalid(`there are no tags for ${source}`);
  return andThen(parseImageName(name), (image) =>
    combine({
      image: accept(image),
      digest: accept(digest),
      tags: traverse(distinct, (reference) => parseReference(reference, image)),
    }),
  );
}

/** The tag of a full reference. It is of the same image, for a registry takes a manifest only where its layers are. */
function parseReference(reference: string, image: ImageName): Result<Tag> {
  if (reference.startsWith(`${image}:`)) {
    return parseTag(reference.slice(image.length + 1), quote(reference));
  }
  return invalid(`${quote(reference)} is not a tag of ${image}`);
}

function parseList(text: string): Result<NonEmpty<Entry>> {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return invalid(`promotions is not JSON: ${quote(text)}`);
  }
  if (!Array.isArray(list) || !isNonEmpty(list)) return invalid("promotions is no list, or empty");
  return traverse(list, (entry) =>
    isEntry(entry)
      ? accept(entry)
      : invalid(`an item of promotions is not {"source": "…", "tags": ["…"]}: ${shown(entry)}`),
  );
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  if (Object.keys(value).sort().join() !== "source,tags") return false;
  const { source, tags } = value as { source: unknown; tags: unknown };
  const isText = (item: unknown) => typeof item === "string";
  return isText(source) && Array.isArray(tags) && tags.every(isText);
}

function requireDifferent(promotions: NonEmpty<Promotion>): Result<NonEmpty<Promotion>> {
  const references = promotions.flatMap(referencesOf);
  const twice = references.find((reference, index) => references.indexOf(reference) < index);
  return twice === undefined ? accept(promotions) : invalid(`${twice} is promoted twice`);
}

function shown(value: unknown): string {
  return quote(JSON.stringify(value));
}

function invalid(seen: string): Result<never> {
  return refuse({
    name: "promotions-invalid",
    seen,
    remedy:
      "Give source as name@sha256:… and tags as full references of that image, or both for every image in promotions.",
  });
}
