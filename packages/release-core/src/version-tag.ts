import { isPackageName, normalizePackageName } from "./package-name.ts";
import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";
import { parseVersion, type Version } from "./version.ts";

/** A package, and how its version tags begin: `{package}_v`, or any text that may hold `{package}` once. */
export interface DeclaredTags {
  readonly packageName: string;
  readonly prefix: string;
}

/** A git tag, read as a version tag of one of the declared packages. */
export interface VersionTag {
  readonly packageName: string;
  /** The text after the prefix. It is perhaps not a version. */
  readonly versionText: string;
}

/**
 * Which declared package a git tag belongs to. The longest prefix wins, so that `foo_v` never takes
 * `foo_v2_v1.0` from a package named `foo_v2`. Names are compared as PEP 503 normalises them:
 * `Foo.Bar_v1` is a tag of `foo-bar`.
 *
 * @returns undefined if the tag belongs to none of them
 */
export function matchVersionTag(
  tag: string,
  declared: readonly DeclaredTags[],
): VersionTag | undefined {
  const matches = declared.flatMap(({ packageName, prefix }) => {
    const length = matchedLength(tag, packageName, prefix);
    return length === undefined ? [] : [{ packageName, length }];
  });
  const longest = matches.reduce<(typeof matches)[number] | undefined>(
    (best, match) => (best && best.length >= match.length ? best : match),
    undefined,
  );
  return longest && { packageName: longest.packageName, versionText: tag.slice(longest.length) };
}

/**
 * The version in a version tag. It must be public, because no index takes a local part.
 *
 * @returns it, or `tag-version-invalid` (LA201)
 */
export function parseTagVersion(
  tag: string,
  { packageName, versionText }: VersionTag,
): Result<Version> {
  const version = parseVersion(versionText);
  if (version !== undefined && version.local === undefined) return accept(version);
  return refuse({
    name: "tag-version-invalid",
    seen: `the tag ${quote(tag)} belongs to ${packageName}, and ${quote(versionText)} in it is not a public PEP 440 version`,
    remedy: "Delete the tag, and push one that ends in the version in pyproject.toml.",
  });
}

/** How much of the tag the prefix takes, or undefined if the tag does not begin with it. */
function matchedLength(tag: string, packageName: string, prefix: string): number | undefined {
  const [before = "", after] = prefix.split("{package}");
  if (!tag.startsWith(before)) return undefined;
  if (after === undefined) return before.length;
  const wanted = normalizePackageName(packageName);
  // The tag may spell the name with more or fewer separators than we do, so its end is searched.
  for (let end = tag.length; end > before.length; end--) {
    const name = tag.slice(before.length, end);
    if (tag.startsWith(after, end) && isPackageName(name) && normalizePackageName(name) === wanted)
      return end + after.length;
  }
  return undefined;
}
