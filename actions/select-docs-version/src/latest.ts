import {
  compareVersions,
  type DeclaredTags,
  isPrerelease,
  type Version,
} from "@lablink-actions/release-core";
import { type ReleaseSubject, readPublished } from "./release.ts";
import type { PublishedVersion } from "./site.ts";

/** Whether `latest` moves to a release, or why it stays, or which tag must first be found in its history. */
type LatestDecision =
  | { readonly moves: true }
  | { readonly moves: false; readonly reason: string }
  | { readonly moves: "if-contained"; readonly tag: string };

/**
 * `latest` moves to a stable release unless the site has a higher one of the same package, so it is what pip would
 * install. Pre-releases never take it. Versions of different packages have no order. If `latest` is now of another
 * package, it moves only to a commit that has the commit of that release in its history, so it never moves back.
 *
 * @param markedPrerelease whether GitHub's release is marked as a pre-release, whatever its version says
 */
export function decideLatest(
  release: ReleaseSubject,
  markedPrerelease: boolean,
  site: readonly PublishedVersion[],
  declared: readonly DeclaredTags[],
): LatestDecision {
  if (isPrerelease(release.version)) return { moves: false, reason: "a pre-release" };
  if (markedPrerelease) return { moves: false, reason: "marked as a pre-release on GitHub" };
  const published = site.flatMap(({ version, aliases }) => {
    const read = readPublished(version, declared);
    return read ? [{ ...read, isLatest: aliases.includes("latest") }] : [];
  });
  const higher = published.find(
    ({ packageName, version }) =>
      packageName === release.packageName &&
      !isPrerelease(version) &&
      isHigher(version, release.version),
  );
  if (higher !== undefined) return { moves: false, reason: `${higher.name} is higher` };
  const latest = published.find(({ isLatest }) => isLatest);
  if (latest === undefined || latest.packageName === release.packageName) return { moves: true };
  return { moves: "if-contained", tag: latest.tag };
}

function isHigher(one: Version, other: Version): boolean {
  return compareVersions(one, other) > 0;
}
