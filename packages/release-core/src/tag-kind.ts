import { parseVersion, type Version } from "./version.ts";

/** How a tag may move: with a version never, with a full commit id freely, any other one as `floating` says. */
export type PromotedTagKind =
  | { readonly kind: "version"; readonly version: Version }
  | { readonly kind: "commit" }
  | { readonly kind: "floating" };

// As GOOS and GOARCH have them, for that is what images declare.
const platform =
  /^(?:linux|windows|freebsd)-(?:amd64|arm64|arm|386|ppc64le|s390x|riscv64|loong64|mips64le)-(?:v\d+-)?/;

/** True for a tag of one platform by its name: `linux-amd64-0.2.0`. */
export function beginsWithPlatform(tag: string): boolean {
  return platform.test(tag);
}

/**
 * What kind of tag a name is, where nobody says which tags are of a version. A version tag is a PEP 440 version
 * in its canonical spelling, by itself (`0.2.0rc1`) or after a platform (`linux-amd64-0.2.0rc1`). A commit tag
 * holds a full commit id between hyphens. So `linux-amd64-postgres-15`, `v1.0` and `1.0-test` are floating.
 */
export function tagKind(tag: string): PromotedTagKind {
  if (/(?:^|-)(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|-)/.test(tag)) return { kind: "commit" };
  const version = canonicalVersion(tag.replace(platform, ""));
  return version ? { kind: "version", version } : { kind: "floating" };
}

/**
 * The version that tags are said to be of: the one they all hold between hyphens, where one holds any. So
 * `0.2.0-cuda-12` with `0.2.0` is of `0.2.0`, and by itself of none that could be told.
 */
export function sharedVersion(tags: readonly string[]): Version | undefined {
  const held = tags.map(versionsHeld).filter((versions) => versions.length > 0);
  const shared = held[0]?.filter((version) => held.every((versions) => versions.includes(version)));
  const [only, ...more] = new Set(shared);
  return only !== undefined && more.length === 0 ? parseVersion(only) : undefined;
}

function versionsHeld(tag: string): readonly string[] {
  const parts = tag.split("-").map((part) => part.replace(/^v/, ""));
  return parts.filter((part) => canonicalVersion(part));
}

/** The version in a tag that around it is as another tag is around its own: of `0.3.0-slim`, as `0.2.0-slim` is. */
export function versionAsIn(tag: string, other: string, version: Version): Version | undefined {
  const at = other.indexOf(version.canonical);
  const before = other.slice(0, at);
  const after = other.slice(at + version.canonical.length);
  const isAlike = at >= 0 && tag.startsWith(before) && tag.endsWith(after);
  return isAlike
    ? canonicalVersion(tag.slice(before.length, tag.length - after.length))
    : undefined;
}

/**
 * A version in its canonical spelling. Seven hexadecimal digits are a short commit id, for `1234567` would
 * otherwise be the highest version for ever.
 */
function canonicalVersion(text: string): Version | undefined {
  const version = /^[0-9a-f]{7}$/.test(text) ? undefined : parseVersion(text);
  return version?.canonical === text ? version : undefined;
}
