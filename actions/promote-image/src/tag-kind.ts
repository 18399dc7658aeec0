import { parseVersion, type Version } from "@lablink-actions/release-core";

/** How a tag may move: with a version never, with a full commit id freely, any other one as `floating` says. */
export type TagKind =
  | { readonly kind: "version"; readonly version: Version }
  | { readonly kind: "commit" }
  | { readonly kind: "floating" };

// As GOOS and GOARCH have them, for that is what images declare.
const platform =
  /^(?:linux|windows|freebsd)-(?:amd64|arm64|arm|386|ppc64le|s390x|riscv64|loong64|mips64le)-(?:v\d+-)?/;

/**
 * What kind of tag a name is. A version tag is a PEP 440 version in its canonical spelling, by itself
 * (`0.2.0rc1`) or after a platform (`linux-amd64-0.2.0rc1`). A commit tag holds a full commit id between hyphens.
 * So `linux-amd64-postgres-15`, `v1.0` and `1.0-test` are floating. Seven hexadecimal digits are a short commit
 * id, for `1234567` would otherwise be the highest version for ever.
 */
export function tagKind(tag: string): TagKind {
  if (/(?:^|-)(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|-)/.test(tag)) return { kind: "commit" };
  const text = tag.replace(platform, "");
  const version = /^[0-9a-f]{7}$/.test(text) ? undefined : parseVersion(text);
  return version?.canonical === text ? { kind: "version", version } : { kind: "floating" };
}
