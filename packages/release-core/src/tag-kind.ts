import { parseVersion, type Version } from "./version.ts";

/** How a tag may move: a version tag never, a commit tag always, a floating tag by the rules of the promotion. */
export type PromotedTagKind =
  | { readonly kind: "version"; readonly version: Version }
  | { readonly kind: "commit" }
  | { readonly kind: "floating" };

// Images declare their platform in the words of GOOS and GOARCH.
const platform =
  /^(?:linux|windows|freebsd)-(?:amd64|arm64|arm|386|ppc64le|s390x|riscv64|loong64|mips64le)-(?:v\d+-)?/;

/** True if a tag's name begins with a platform: `linux-amd64-0.2.0`. */
export function beginsWithPlatform(tag: string): boolean {
  return platform.test(tag);
}

/**
 * The kind of a tag by its name alone. A version tag is a PEP 440 version in its canonical spelling (`0.2.0rc1`),
 * perhaps after a platform (`linux-amd64-0.2.0rc1`). A commit tag has a full commit id between hyphens. Any other
 * tag is floating, such as `linux-amd64-postgres-15`, `v1.0` and `1.0-test`.
 */
export function tagKind(tag: string): PromotedTagKind {
  if (/(?:^|-)(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|-)/.test(tag)) return { kind: "commit" };
  const version = canonicalVersion(tag.replace(platform, ""));
  return version ? { kind: "version", version } : { kind: "floating" };
}

/**
 * The version of tags that belong together: the only one that all of them have between hyphens. Tags without a
 * version do not count. So `0.2.0-cuda-12` and `0.2.0` are of 0.2.0. `0.2.0-cuda-12` alone gives none: it has two.
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

/** The version in a tag that has the same text around it as another tag: 0.3.0 in `0.3.0-slim`, as in `0.2.0-slim`. */
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
 * A version in its canonical spelling. Seven hexadecimal digits are a short commit id: as a version, `1234567`
 * would be the highest one forever.
 */
function canonicalVersion(text: string): Version | undefined {
  const version = /^[0-9a-f]{7}$/.test(text) ? undefined : parseVersion(text);
  return version?.canonical === text ? version : undefined;
}
