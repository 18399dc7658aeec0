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
 * Holds a digest that was handed on against the registry. If it stands under the candidate's tag, it is the build of
 * this commit and gets all tags. If it stands under a tag of the version, it was released before, from another commit,
 * and gets all tags but those of this commit. Anything else was not built for these tags.
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
    seen: `${imageReference(image, digest)} was verified, and ${imageReference(image, candidate)}, to which this commit's build was pushed, is ${current.get(candidate)}`,
    remedy:
      "Run the whole workflow again. Another run of the same commit may have pushed its own build in the meantime.",
  });
}
