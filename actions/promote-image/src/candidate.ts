import { childrenOf, type Manifest } from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  imageReference,
  isNonEmpty,
  type Result,
  refuse,
  type Tag,
} from "@lablink-actions/release-core";
import { onlyImageOf } from "./platform-index.ts";
import type { Promotion } from "./promotions.ts";

/** What tags name in the registry. */
export type Named = ReadonlyMap<Tag, Manifest | "absent">;

/** What may be promoted of what was verified. */
export interface Own {
  /** With the tags that the image may get. */
  readonly promotion: Promotion;
  readonly manifest: Manifest;
  /** The index of several platforms that the version's tag names, if the image was released in it. */
  readonly release: Manifest | undefined;
}

/**
 * Compares a verified digest with the registry. If the candidate's tag names it, it is the build of this commit and
 * gets all tags. If a tag of the version names it, or names an index that holds it, it was released before, from another
 * commit, and gets all tags except those of this commit. Any other digest was not built for these tags.
 *
 * A tag may also name an index of just the verified image and its attestations. Then that index is promoted.
 *
 * @returns what may be promoted, or `candidate-differs` (LA713)
 */
export function withOwnTags(promotion: Promotion, manifest: Manifest, named: Named): Result<Own> {
  const { image, digest, tags, candidate } = promotion;
  if (candidate === undefined) return accept({ promotion, manifest, release: undefined });
  const at = (tag: Tag) => {
    const found = named.get(tag);
    return found === "absent" ? undefined : found;
  };
  const pushed = at(candidate);
  if (pushed && isJust(pushed, digest)) return accept(asThis(promotion, pushed));

  const released = tags.flatMap(({ name, kind }) =>
    kind.kind === "version" ? (at(name) ?? []) : [],
  );
  const others = tags.filter(({ kind }) => kind.kind !== "commit");
  if (isNonEmpty(others)) {
    const rest = { ...promotion, tags: others };
    const same = released.find((one) => isJust(one, digest));
    if (same) return accept(asThis(rest, same));
    const release = released.find((one) => childrenOf(one).includes(digest));
    if (release) return accept({ promotion: rest, manifest, release });
  }
  return refuse({
    name: "candidate-differs",
    seen: `${imageReference(image, digest)} was verified, but this commit's build was pushed to ${imageReference(image, candidate)}, which is ${pushed?.digest ?? "absent"}`,
    remedy:
      "Run the whole workflow again. Another run of the same commit, or another call in this run that builds the same image, may have pushed its own build in the meantime.",
  });
}

function isJust(manifest: Manifest, digest: Digest): boolean {
  return manifest.digest === digest || onlyImageOf(manifest)?.digest === digest;
}

function asThis(promotion: Promotion, manifest: Manifest): Own {
  return { promotion: { ...promotion, digest: manifest.digest }, manifest, release: undefined };
}
