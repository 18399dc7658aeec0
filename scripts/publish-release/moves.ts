import gt from "semver/functions/gt.js";
import major from "semver/functions/major.js";
import minor from "semver/functions/minor.js";
import prerelease from "semver/functions/prerelease.js";
import { isReleaseVersion } from "./problems.ts";
import type { RemoteRefs } from "./remote.ts";

/** A ref of the remote, and the object it points at: as it was read, and as it is to be. */
export interface Move {
  readonly ref: string;
  /** Undefined where the ref is new. */
  readonly from: string | undefined;
  readonly to: string;
}

interface FloatingTag {
  readonly tag: string;
  /** The newer version the tag stays at; undefined where the tag is this version's. */
  readonly newer: string | undefined;
}

/** Where a version's release commit stands, among those of its major version. */
export const branchRef = (version: string) => `refs/heads/releases/v${major(version)}`;

/**
 * A version's tag. It is lightweight: what `git ls-remote` shows is the commit itself, which is what people pin, and
 * what there is to say stands in the commit.
 */
export const tagRef = (name: string) => `refs/tags/v${name}`;

/**
 * The tags that follow the versions: `v1.2` the newest 1.2.x, `v1` the newest 1.x.y. A prerelease has none, so nobody
 * gets one who does not name it.
 */
export function floatingTags(version: string, seen: RemoteRefs): FloatingTag[] {
  if (prerelease(version)) return [];
  const released = [...seen.keys()]
    .filter((ref) => ref.startsWith("refs/tags/v"))
    .map((ref) => ref.slice("refs/tags/v".length))
    .filter((other) => isReleaseVersion(other) && !prerelease(other));
  return [`${major(version)}.${minor(version)}`, `${major(version)}`].map((line) => {
    const newest = released
      .filter((other) => other.startsWith(`${line}.`))
      .reduce((one, other) => (gt(other, one) ? other : one), version);
    return { tag: line, newer: newest === version ? undefined : newest };
  });
}

/** The words of `git push` that make all moves or none, each only from the value that was read. */
export function pushWords(address: string, moves: readonly Move[]): string[] {
  return [
    ...["push", "--quiet", "--atomic", "--no-follow-tags"],
    ...moves.map(({ ref, from = "" }) => `--force-with-lease=${ref}:${from}`),
    address,
    ...moves.map(({ ref, to }) => `${to}:${ref}`),
  ];
}
