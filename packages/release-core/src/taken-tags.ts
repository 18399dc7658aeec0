import { normalizePackageName } from "./package-name.ts";
import { parseVersion } from "./version.ts";
import { type DeclaredTags, matchedLength, renderedPrefix } from "./version-tag.ts";

/** A version tag of one package that a longer prefix gives to another one. */
export interface TakenTag {
  /** Such a tag. */
  readonly tag: string;
  readonly owner: DeclaredTags;
  readonly taker: DeclaredTags;
}

/**
 * The declarations that take version tags of others: the prefix `v2.` takes `v2.0` from a package with the prefix `v`.
 * Without any, each version tag is read as a tag of the package that it was written for.
 */
export function takenTags(declared: readonly DeclaredTags[]): readonly TakenTag[] {
  return declared.flatMap((taker) =>
    declared.flatMap((owner) => {
      const tag = owner.packageName === taker.packageName ? undefined : taken(owner, taker);
      return tag === undefined ? [] : [{ tag, owner, taker }];
    }),
  );
}

function taken(owner: DeclaredTags, taker: DeclaredTags): string | undefined {
  const own = renderedPrefix(owner);
  return versionsIn(taker)
    .map((version) => own + version)
    .find((tag) => (matchedLength(tag, taker) ?? 0) > own.length);
}

// What completes the start of a version to a whole one, in its canonical spelling: 1.0r to 1.0rc0.
const ends = ["", "0", "c0", "ost0", "st0", "t0", "ev0", "v0"];

/** Canonical versions that begin as a part of a prefix does, to its end. The name in it may be spelled with dots. */
function versionsIn({ packageName, prefix }: DeclaredTags): readonly string[] {
  const name = normalizePackageName(packageName).replaceAll("-", ".");
  const text = renderedPrefix({ packageName: name, prefix });
  const starts = [...text.matchAll(/\d/g)].map(({ index }) => text.slice(index));
  return starts.flatMap((start) =>
    ends
      .map((end) => start + end)
      .filter((version) => parseVersion(version)?.canonical === version),
  );
}
