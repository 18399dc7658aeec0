import {
  accept,
  imageReference,
  isNonEmpty,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Found } from "./plan.ts";
import type { Promotion } from "./promotions.ts";

/**
 * Compares a verified digest with the registry. If the candidate's tag names it, it is the build of this commit and
 * gets all tags. If a tag of the version names it, it was released before, from another commit, and gets all tags
 * except those of this commit. Any other digest was not built for these tags.
 *
 * @returns the promotion with the tags that the image may get; or `candidate-differs` (LA713)
 */
export function withOwnTags(promotion: Promotion, current: Found["current"]): Result<Promotion> {
  const { image, digest, tags, candidate } = promotion;
  if (candidate === undefined || current.get(candidate) === digest) return accept(promotion);
  const isReleased = tags.some(({ name, kind }) => {
    return kind.kind === "version" && current.get(name) === digest;
  });
  const others = tags.filter(({ kind }) => kind.kind !== "commit");
  if (isReleased && isNonEmpty(others)) return accept({ ...promotion, tags: others });
  return refuse({
    name: "candidate-differs",
    seen: `${imageReference(image, digest)} was verified, but this commit's build was pushed to ${imageReference(image, candidate)}, which is ${current.get(candidate)}`,
    remedy:
      "Run the whole workflow again. Another run of the same commit may have pushed its own build in the meantime.",
  });
}
