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
  /** The name of its version on the site. */
  readonly name: string;
  readonly tag: string;
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
  return match && releaseOf(tag, folderOf(tag), match);
}

/** The release whose documentation has this name on the site; undefined if that is not the name of one. */
export function readPublished(
  name: string,
  declared: readonly DeclaredTags[],
): ReleaseSubject | undefined {
  const folders = declared.map((one) => ({ ...one, prefix: folderOf(one.prefix) }));
  const match = matchVersionTag(name, folders);
  const release = match && releaseOf(tagOf(name, match, declared), name, match);
  return release?.ok ? release.value : undefined;
}

/** A version is one folder of the site, and `foo/v1.0` and `foo@v1.0` are tags: theirs is `foo_v1.0`. */
function folderOf(tag: string): string {
  return tag.replace(/[/@]/g, "_");
}

/** The tag of a release with this name on the site. */
function tagOf(name: string, match: VersionTag, declared: readonly DeclaredTags[]): string {
  const { packageNames, versionText } = match;
  const start = name.slice(0, name.length - versionText.length);
  const tags = declared
    .filter(({ packageName }) => packageName === packageNames[0])
    .flatMap(({ prefix }) => {
      const [before = "", after] = prefix.split("{package}");
      if (after === undefined) return folderOf(before) === start ? [before + versionText] : [];
      const fits = start.startsWith(folderOf(before)) && start.endsWith(folderOf(after));
      const written = start.slice(before.length, start.length - after.length);
      return fits ? [before + written + after + versionText] : [];
    });
  return tags[0] ?? name;
}

function releaseOf(tag: string, name: string, match: VersionTag): Result<ReleaseSubject> {
  // Documentation of packages that are released together is named after the first.
  const [packageName] = match.packageNames;
  return map(parseTagVersion(tag, match), (version) => {
    return { kind: "release", name, tag, packageName, version, match };
  });
}
