import type { RemoteRefs } from "./remote.ts";
import { majorOf, newerOf, readVersion } from "./version.ts";

/** A ref of the remote, and the object that it points at: as it was read, and as it will be. */
export interface Move {
  readonly ref: string;
  /** Undefined if the ref is new. */
  readonly from: string | undefined;
  readonly to: string;
}

interface FloatingTag {
  readonly tag: string;
  /** The newer version that the tag stays at; undefined if the tag moves to this version. */
  readonly newer: string | undefined;
}

/** The branch of the release commits of a version's major version. */
export const branchRef = (version: string) => `refs/heads/releases/v${majorOf(version)}`;

/**
 * A version's tag. It is lightweight, so `git ls-remote` shows the commit itself, which people pin. The notes are in
 * the commit.
 */
export const tagRef = (name: string) => `refs/tags/v${name}`;

/**
 * The tags that follow the versions: `v1.2` the newest 1.2.x, `v1` the newest 1.x.y. A prerelease has none, so only
 * those who name it get it.
 */
export function floatingTags(version: string, seen: RemoteRefs): FloatingTag[] {
  const own = readVersion(version);
  if (own === undefined || own.isPrerelease) return [];
  const released = [...seen.keys()]
    .filter((ref) => ref.startsWith("refs/tags/v"))
    .flatMap((ref) => readVersion(ref.slice("refs/tags/v".length)) ?? [])
    .filter(({ isPrerelease }) => !isPrerelease);
  return [`${own.major}.${own.minor}`, `${own.major}`].map((line) => {
    const newest = released.filter(({ text }) => text.startsWith(`${line}.`)).reduce(newerOf, own);
    return { tag: line, newer: newest.text === version ? undefined : newest.text };
  });
}

/** The arguments of `git push` that make all moves or none, each only from the value that was read. */
export function pushWords(address: string, moves: readonly Move[]): string[] {
  return [
    ...["push", "--quiet", "--atomic", "--no-follow-tags"],
    ...moves.map(({ ref, from = "" }) => `--force-with-lease=${ref}:${from}`),
    address,
    ...moves.map(({ ref, to }) => `${to}:${ref}`),
  ];
}
