import { compareVersions, type DeclaredTags } from "@lablink-actions/release-core";
import { readPublished } from "./release.ts";
import type { PublishedVersion } from "./site.ts";
import type { Subject } from "./subject.ts";

/**
 * The version on the site that a new one's pages are compared with: the one it replaces. The first build of a release
 * is compared with the highest lower release of its package, or else with `latest`, if that is of another package.
 *
 * @returns the version's name; empty if there is none
 */
export function comparedWith(
  subject: Subject,
  site: readonly PublishedVersion[],
  declared: readonly DeclaredTags[],
): string {
  if (site.some(({ version }) => version === subject.name)) return subject.name;
  if (subject.kind === "branch") return "";
  const releases = site.flatMap(({ version, aliases }) => {
    const read = readPublished(version, declared);
    return read ? [{ ...read, isLatest: aliases.includes("latest") }] : [];
  });
  const lower = releases
    .filter(
      ({ packageName, version }) =>
        packageName === subject.packageName && compareVersions(version, subject.version) < 0,
    )
    .toSorted((one, other) => compareVersions(one.version, other.version))
    .at(-1);
  const latest = releases.find(
    ({ packageName, isLatest }) => isLatest && packageName !== subject.packageName,
  );
  return (lower ?? latest)?.name ?? "";
}
