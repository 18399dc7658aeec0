import {
  accept,
  andThen,
  combine,
  type Digest,
  type ImageName,
  map,
  type NonEmpty,
  type Platform,
  parseImageName,
  parsePlatform,
  parseTagOf,
  quote,
  type Result,
  refuse,
  splitPinnedReference,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";
import {
  checkJson,
  clauseIn,
  described,
  list,
  object,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { invalidPromotions } from "./invalid.ts";

/** An image by its digest. */
export interface Pinned {
  readonly image: ImageName;
  readonly digest: Digest;
}

/** Tags of the caller's choice. */
interface ChosenTags {
  readonly tags: NonEmpty<Tag>;
  /** The tags that never move; undefined if their names decide. */
  readonly versionTags: readonly Tag[] | undefined;
}

/** An image that the caller asks to promote. */
export interface PromotionRequest extends Pinned, ChosenTags {
  /** The platform it was built for, if the caller gives it. */
  readonly platform: Platform | undefined;
}

const references = list(text(), { notEmpty: true });
const entry = object({
  source: described("It is the verified image by its digest, name@sha256:….", text()),
  tags: described("It lists the tags to give, as full references of the same image.", references),
  "version-tags": optional(
    described("It lists the tags that belong to the version; [] if there are none.", list(text())),
  ),
  platform: optional(described("It is the platform of the image, such as linux/arm64.", text())),
});
const entries = list(entry, { notEmpty: true });

/**
 * Reads the input `source`.
 *
 * @returns the image, or `promotions-invalid` (LA707), `image-invalid` (LA401)
 */
export function parseSource(given: string): Result<Pinned> {
  const pinned = splitPinnedReference(given);
  if (pinned === undefined) {
    return refuse(
      invalidPromotions(
        `the source ${quote(given)} is not name@sha256:… with 64 hexadecimal digits`,
        "Give the image by the digest that was verified; docker/build-push-action has it as its output digest.",
      ),
    );
  }
  return map(parseImageName(pinned.name), (image) => ({ image, digest: pinned.digest }));
}

/**
 * Reads the input `promotions`: JSON, a list of images with their tags.
 *
 * @returns them, or `promotions-invalid` (LA707), `image-invalid` (LA401), `tag-invalid` (LA402), `platform-invalid`
 * (LA408)
 */
export function parseRequests(given: string): Result<NonEmpty<PromotionRequest>> {
  const checked = checkJson(entries, given);
  if (checked.ok) return traverse(checked.value, parseEntry);
  return traverse(checked.problems, (problem) =>
    refuse(invalidPromotions(clauseIn(problem, "the input promotions"), problem.remedy)),
  );
}

/**
 * Reads full references of an image.
 *
 * @returns their tags, or `tag-invalid` (LA402)
 */
export function parseChosenTags(
  { image }: Pinned,
  tags: NonEmpty<string>,
  versionTags: readonly string[] | undefined,
): Result<ChosenTags> {
  const parse = (reference: string) => parseTagOf(image, reference);
  return combine({
    tags: traverse(tags, parse),
    versionTags: versionTags ? traverse(versionTags, parse) : accept(undefined),
  });
}

function parseEntry(given: Shaped<typeof entry>): Result<PromotionRequest> {
  const { source, tags, "version-tags": versionTags, platform } = given;
  const pinned = parseSource(source);
  const read = combine({
    pinned,
    chosen: andThen(pinned, (image) => parseChosenTags(image, tags, versionTags)),
    platform:
      platform === undefined
        ? accept(undefined)
        : parsePlatform(platform, `the platform of ${source}`),
  });
  return map(read, (values) => ({
    ...values.pinned,
    ...values.chosen,
    platform: values.platform,
  }));
}
