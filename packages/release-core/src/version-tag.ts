import { isPackageName, normalizePackageName } from "./package-name.ts";
import { listing, quote } from "./refusal.ts";
import { accept, isNonEmpty, type NonEmpty, type Result, refuse } from "./result.ts";
import { parseVersion, type Version } from "./version.ts";

/** A package, and how its version tags begin: `{package}_v`, or any text that may hold `{package}` once. */
export interface DeclaredTags {
  readonly packageName: string;
  /** Empty for bare tags: `1.2.3`. */
  readonly prefix: string;
}

/** A git tag, read as a version tag of the declared packages. */
export interface VersionTag {
  /** What the tag releases, in the order of the declarations: several packages if they share the prefix. */
  readonly packageNames: NonEmpty<string>;
  /** The text after the prefix. It is perhaps not a version. */
  readonly versionText: string;
}

/** How the version tags of a package begin. */
export function renderedPrefix({ packageName, prefix }: DeclaredTags): string {
  return prefix.replace("{package}", () => packageName);
}

/**
 * Which declared packages a git tag belongs to. The longest prefix wins, so that `foo_v` never takes `foo_v2_v1.0`
 * from a package named `foo_v2`, and a bare tag is what no prefix takes. Packages with the same prefix are released
 * together. Names are compared as PEP 503 normalises them: `Foo.Bar_v1` is a tag of `foo-bar`.
 *
 * @returns undefined if the tag belongs to none of them
 */
export function matchVersionTag(
  tag: string,
  declared: readonly DeclaredTags[],
): VersionTag | undefined {
  const matches = declared.flatMap((one) => {
    const length = matchedLength(tag, one);
    return length === undefined ? [] : [{ packageName: one.packageName, length }];
  });
  const longest = matches.reduce((most, { length }) => Math.max(most, length), 0);
  const names = new Set(
    matches.flatMap(({ packageName, length }) => (length === longest ? [packageName] : [])),
  );
  const packageNames = [...names];
  return isNonEmpty(packageNames) ? { packageNames, versionText: tag.slice(longest) } : undefined;
}

/**
 * The version in a version tag. It must be public, because no index takes a local part.
 *
 * @returns it, or `tag-version-invalid` (LA201)
 */
export function parseTagVersion(
  tag: string,
  { packageNames, versionText }: VersionTag,
): Result<Version> {
  const version = parseVersion(versionText);
  if (version !== undefined && version.local === undefined) return accept(version);
  return refuse({
    name: "tag-version-invalid",
    seen: `the tag ${quote(tag)} belongs to ${listing(packageNames)}, and ${quote(versionText)} in it is not a public PEP 440 version`,
    remedy: "Delete the tag, and push one that ends in the package's version.",
  });
}

/** How much of the tag the prefix takes, or undefined if the tag does not begin with it. */
export function matchedLength(
  tag: string,
  { packageName, prefix }: DeclaredTags,
): number | undefined {
  const [before = "", after] = prefix.split("{package}");
  if (!tag.startsWith(before)) return undefined;
  // Without the name it says little: `v` begins `vision_v1.0` too, and nothing begins every tag.
  if (after === undefined)
    return startsAsVersion(tag.slice(before.length)) ? before.length : undefined;
  const wanted = normalizePackageName(packageName);
  // The tag may spell the name with more or fewer separators than we do, so its end is searched.
  for (let end = tag.length; end > before.length; end--) {
    const name = tag.slice(before.length, end);
    if (tag.startsWith(after, end) && isPackageName(name) && normalizePackageName(name) === wanted)
      return end + after.length;
  }
  return undefined;
}

function startsAsVersion(text: string): boolean {
  return /^\d+[.!]\d/.test(text) || (/^\d/.test(text) && parseVersion(text) !== undefined);
}
