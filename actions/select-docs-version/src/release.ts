import {
  type DeclaredTags,
  map,
  matchVersionTag,
  parseTagVersion,
  type Result,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";

/** A release of a package, known by its tag. */
export interface ReleaseSubject {
  readonly kind: "release";
  readonly name: string;
  readonly packageName: string;
  readonly version: Version;
  readonly match: VersionTag;
}

/**
 * The release a tag stands for.
 *
 * @returns it, undefined if the tag belongs to none of the packages, or `tag-version-invalid` (LA201)
 */
export function readRelease(
  tag: string,
  declared: readonly DeclaredTags[],
): Result<ReleaseSubject> | undefined {
  const match = matchVersionTag(tag, declared);
  if (match === undefined) return undefined;
  // Documentation of packages that are released together is named after the first.
  const [packageName] = match.packageNames;
  return map(parseTagVersion(tag, match), (version) => {
    return { kind: "release", name: tag, packageName, version, match };
  });
}

/** Whether a release's documentation could have this name. */
export function isReleaseName(name: string, declared: readonly DeclaredTags[]): boolean {
  return readRelease(name, declared)?.ok === true;
}
