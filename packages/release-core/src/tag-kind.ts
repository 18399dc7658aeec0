import type { NonEmpty } from "./result.ts";
import { numbersOf, parseVersion, type Version } from "./version.ts";

/**
 * How a tag may move: a version tag never, a commit tag always, a floating tag by the rules of the promotion. With a
 * series, only its versions count.
 */
export type PromotedTagKind =
  | { readonly kind: "version"; readonly version: Version }
  | { readonly kind: "commit" }
  | { readonly kind: "floating"; readonly series?: NonEmpty<string> };

// Images declare their platform in the words of GOOS and GOARCH.
const platform =
  "(?:linux|windows|freebsd)-(?:amd64|arm64|arm|386|ppc64le|s390x|riscv64|loong64|mips64le)(?:-v\\d+)?";
const platformFirst = new RegExp(`^${platform}-`);
const commit = "(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{7})";

/** True if a tag's name begins with a platform: `linux-amd64-0.2.0`. */
export function beginsWithPlatform(tag: string): boolean {
  return platformFirst.test(tag);
}

/**
 * The kind of a tag by its name alone. A version tag is a PEP 440 version in its canonical spelling (`0.2.0rc1`),
 * perhaps after a platform (`linux-amd64-0.2.0rc1`). A commit tag has a full commit id between hyphens. Any other
 * tag is floating, such as `linux-amd64-postgres-15`, `v1.0` and `1.0-test`.
 */
export function tagKind(tag: string): PromotedTagKind {
  if (/(?:^|-)(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|-)/.test(tag)) return { kind: "commit" };
  const version = canonicalVersion(tag.replace(platformFirst, ""));
  return version ? { kind: "version", version } : { kind: "floating" };
}

/**
 * The kinds of tags that one image gets together, by their names. Beside a version, a date or a number is none: of
 * `0.2.0` and `20240101`, only the first is a version tag. Beside `1.2.3`, `1.2` and `1` are tags of its series.
 */
export function tagKinds(tags: readonly string[]): (tag: string) => PromotedTagKind {
  const versions = tags.map(tagKind).flatMap((one) => (one.kind === "version" ? one.version : []));
  return (tag) => {
    const kind = tagKind(tag);
    if (kind.kind === "commit") return kind;
    const series = versions.map((version) => seriesOf(tag, version)).find((one) => one);
    if (series) return { kind: "floating", series };
    if (kind.kind === "floating") return kind;
    const isNumber = versions.some(
      (other) => hasShapeOf(other, kind.version) && !hasShapeOf(kind.version, other),
    );
    return isNumber ? { kind: "floating" } : kind;
  };
}

/**
 * The series that a floating tag's name begins with, if it is one of a version's: 1 and 2 of `linux-amd64-1.2-slim` for
 * the version 1.2.3. A version of so few numbers has no such series, because the tag would be its own.
 */
export function seriesOf(tag: string, version: Version): NonEmpty<string> | undefined {
  const [, major, minor] =
    /^v?([0-9]+)(?:\.([0-9]+))?(?=$|-)/.exec(tag.replace(platformFirst, "")) ?? [];
  if (major === undefined) return undefined;
  const found: NonEmpty<string> = minor === undefined ? [major] : [major, minor];
  const own = numbersOf(version, found.length);
  const isOwn = found.every((number, index) => number === own[index]);
  return isOwn && version.release.length > found.length ? found : undefined;
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

/**
 * The version of a tag in the registry, if the template of an image's own version tag could have written it: 0.3.0 of
 * `0.3.0-slim` and `linux-arm64-0.3.0-slim`, beside the own tag `0.2.0-slim`. Commit ids and platforms may differ, and
 * a tag may be only the version, as the default templates have it. The version has a shape like the own one, so
 * `20240101` is none beside `0.2.0`.
 *
 * @param own the name of the own tag
 * @param version the version in that name
 */
export function versionLike(tag: string, own: string, version: Version): Version | undefined {
  const parts = own.replace(platformFirst, "").split(version.canonical);
  // The version may be in the name twice: 12 in `12-cuda-12`. Each place could be the template's.
  const places = parts.slice(1).map((_, index) => ({
    before: parts.slice(0, index + 1).join(version.canonical),
    after: parts.slice(index + 1).join(version.canonical),
  }));
  const found = [...places, { before: "", after: "" }].map(({ before, after }) => {
    const around = [before, after].map(patternOf);
    const form = new RegExp(`^(?:${platform}-)?${around.join("([0-9][0-9a-z.]*)")}$`);
    return canonicalVersion(form.exec(tag)?.[1] ?? "");
  });
  return found.find((one) => one !== undefined && hasShapeOf(one, version));
}

/** Text around a version. Another run may have had another commit or platform in it. */
function patternOf(text: string): string {
  const variable = new RegExp(`(?<=^|-)(?:(${platform})|${commit})(?=-|$)`, "g");
  return text
    .replaceAll(".", "\\.")
    .replace(variable, (found, given?: string) => (given ? platform : `[0-9a-f]{${found.length}}`));
}

/**
 * True if a version could belong to the same package as another one, by its shape. A number alone is a date, a run or a
 * commit (`20240101`, `4711`), unless the other version is one number as well. So is a version whose first number is
 * that long, such as `2024.11.25` beside `1.2.3`.
 */
function hasShapeOf(version: Version, other: Version): boolean {
  const [first = "", ...more] = version.release;
  const [otherFirst = "", ...otherMore] = other.release;
  if (more.length === 0 && otherMore.length > 0) return false;
  if (first.length >= 4 && first.length !== otherFirst.length) return false;
  return !looksLikeCommit(version) || looksLikeCommit(other);
}

function looksLikeCommit({ canonical }: Version): boolean {
  return /^[0-9a-f]{7,}$/.test(canonical);
}

/**
 * A version in its canonical spelling. Seven hexadecimal digits are a short commit id: as a version, `1234567`
 * would be the highest one forever.
 */
function canonicalVersion(text: string): Version | undefined {
  const version = /^[0-9a-f]{7}$/.test(text) ? undefined : parseVersion(text);
  return version?.canonical === text ? version : undefined;
}
