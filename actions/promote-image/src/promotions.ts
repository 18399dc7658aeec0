import {
  accept,
  andThen,
  combine,
  type ImageName,
  isNonEmpty,
  listing,
  map,
  type NonEmpty,
  type Platform,
  type PromotedTagKind,
  parseImageName,
  parsePlatform,
  parseTag,
  quote,
  type Result,
  refuse,
  sharedVersion,
  type Tag,
  tagKind,
  traverse,
} from "@lablink-actions/release-core";
import { requireCompatible } from "./claims.ts";

/** One image, and what it is to be called. */
export interface Promotion {
  readonly image: ImageName;
  readonly digest: string;
  /** The one it was built for, where that is said; tags that others claim as well then name an index of all. */
  readonly platform: Platform | undefined;
  readonly tags: NonEmpty<PromotedTag>;
}

/** A tag to give, and how it may move. */
export interface PromotedTag {
  readonly name: Tag;
  readonly kind: PromotedTagKind;
}

/** As the inputs have it. */
export interface PromotionTexts {
  readonly source: string;
  readonly tags: readonly string[];
  /** Those of the tags that never move; none where their names are to tell. */
  readonly versionTags: readonly string[];
  /** JSON, instead of the other three. */
  readonly promotions: string;
}

/**
 * Reads what is to be promoted, of one image or of several.
 *
 * @returns the promotions, of which any two that give the same tag are of different platforms; or
 * `promotions-invalid` (LA707), `image-invalid` (LA401), `tag-invalid` (LA402), `platform-invalid` (LA408)
 */
export function parsePromotions(texts: PromotionTexts): Result<readonly Promotion[]> {
  const { source, tags, versionTags, promotions } = texts;
  if (promotions === "") {
    const said = versionTags.length > 0 && { "version-tags": versionTags };
    return andThen(parsePromotion({ source, tags, ...said }), (one) => accept([one]));
  }
  if (source !== "" || tags.length > 0 || versionTags.length > 0) {
    return invalid("both promotions and source, tags or version-tags are given");
  }
  return andThen(andThen(parseList(promotions), parseEach), requireCompatible);
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
  return tags.map(({ name }) => `${image}:${name}`);
}

interface Entry {
  readonly source: string;
  readonly tags: readonly string[];
  readonly "version-tags"?: readonly string[];
  readonly platform?: string;
}

function parseEach(entries: readonly Entry[]): Result<readonly Promotion[]> {
  return traverse(joinSources(entries), parsePromotion);
}

/** Items of the same source are one, so that its floating tags are beside all its versions. */
function joinSources(entries: readonly Entry[]): readonly Entry[] {
  const groups = Map.groupBy(entries, ({ source, platform, ...entry }) =>
    JSON.stringify([source, platform, "version-tags" in entry]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const same = [first, ...others];
    const said = same.flatMap((entry) => entry["version-tags"] ?? []);
    const tags = same.flatMap((entry) => entry.tags);
    return { ...first, tags, ...("version-tags" in first && { "version-tags": said }) };
  });
}

function parsePromotion(entry: Entry): Result<Promotion> {
  const { source, tags, "version-tags": versionTags, platform } = entry;
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
      platform:
        platform === undefined
          ? accept(undefined)
          : parsePlatform(platform, `the platform of ${source}`),
      tags: andThen(readKinds(distinct, versionTags), (kindOf) =>
        traverse(distinct, (reference) =>
          map(parseReference(reference, image), (name) => ({
            name,
            kind: kindOf(reference, name),
          })),
        ),
      ),
    }),
  );
}

type KindOf = (reference: string, name: Tag) => PromotedTagKind;

/** How the tags of a promotion are told apart: by what is said of them, or, where nothing is, by their names. */
function readKinds(
  tags: readonly string[],
  versionTags: readonly string[] | undefined,
): Result<KindOf> {
  if (versionTags === undefined) return accept((_reference, name) => tagKind(name));
  const stray = versionTags.find((reference) => !tags.includes(reference));
  if (stray !== undefined) {
    return invalid(`version-tags has ${quote(stray)}, which is none of the tags to promote`);
  }
  const version = sharedVersion(versionTags.map((reference) => reference.split(":").at(-1) ?? ""));
  if (version === undefined && versionTags.length > 0) {
    return invalid(`no one version is told by the version-tags ${listing(versionTags)}`);
  }
  return accept((reference, name) => {
    if (version !== undefined && versionTags.includes(reference))
      return { kind: "version", version };
    return { kind: tagKind(name).kind === "commit" ? "commit" : "floating" };
  });
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
  const { source, platform = "", ...rest } = value as Partial<Entry>;
  const { tags, "version-tags": versionTags = [], ...others } = rest;
  const areTexts = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === "string");
  const known = areTexts([source, platform]) && areTexts(tags) && areTexts(versionTags);
  return known && Object.keys(others).length === 0;
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
