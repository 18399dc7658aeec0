import { accept, type Result } from "@lablink-actions/release-core";

/** What started a run: a tag, or a branch or anything else that is not a tag. */
export type RunRef =
  | { readonly kind: "tag"; readonly name: string }
  | { readonly kind: "other"; readonly name: string };

/**
 * Reads a tag's name, or a full ref. A full ref is a tag only below `refs/tags/`, so a branch that is named as a
 * version tag does not count as that tag.
 */
export function parseRunRef(text: string): Result<RunRef> {
  const tag = text.replace(/^refs\/tags\//, "");
  const isOther = tag === text && text.startsWith("refs/");
  return accept({ kind: isOther ? "other" : "tag", name: tag });
}
