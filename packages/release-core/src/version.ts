/**
 * Python versions as PEP 440 defines them.
 *
 * Libraries use JavaScript's numbers, and so print another version than they read for a calendar version like
 * 20261123004838123456. This code keeps numbers as digits.
 */

import type { NonEmpty } from "./result.ts";

/** A version in PEP 440's canonical spelling, taken apart. Numbers are digits without leading zeros. */
export interface Version {
  /** The canonical spelling, as `str(packaging.version.Version(…))` gives it. */
  readonly canonical: string;
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre?: { readonly phase: "a" | "b" | "rc"; readonly number: string };
  readonly post?: string;
  readonly dev?: string;
  readonly local?: readonly string[];
}

// PEP 440, appendix B, with the groups named.
const pattern = new RegExp(
  [
    /^\s*v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)/,
    /(?:[-_.]?(?<prePhase>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?/,
    /(?:-(?<implicitPost>[0-9]+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]+)?))?/,
    /(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]+)?)?/,
    /(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/,
  ]
    .map((part) => part.source)
    .join(""),
  "i",
);

/** The version that a text spells; undefined if it is not one by PEP 440. Never throws. */
export function parseVersion(text: string): Version | undefined {
  const groups = pattern.exec(text)?.groups;
  if (groups?.["release"] === undefined) return undefined;
  const post = groups["implicitPost"] ?? (groups["post"] && (groups["postNumber"] ?? "0"));
  const dev = groups["dev"] && (groups["devNumber"] ?? "0");
  const parts: Omit<Version, "canonical"> = {
    epoch: digits(groups["epoch"] ?? "0"),
    release: groups["release"].split(".").map(digits),
    ...(groups["prePhase"] && {
      pre: { phase: phaseOf(groups["prePhase"]), number: digits(groups["preNumber"] ?? "0") },
    }),
    ...(post && { post: digits(post) }),
    ...(dev && { dev: digits(dev) }),
    ...(groups["local"] && { local: groups["local"].toLowerCase().split(/[-_.]/).map(digits) }),
  };
  return { canonical: format(parts), ...parts };
}

/** True for pre-releases and development releases, as pip sees them (PEP 440, "Handling of pre-releases"). */
export function isPrerelease(version: Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

/** Negative, zero or positive: the order of PEP 440. `1.0` and `1.0.0` are equal. */
export function compareVersions(left: Version, right: Version): number {
  return (
    compareNumbers(left.epoch, right.epoch) ||
    compareReleases(left.release, right.release) ||
    comparePre(left, right) ||
    // A version without a post-release comes first, one without a development release last.
    compareOptional(left.post, right.post, -1) ||
    compareOptional(left.dev, right.dev, 1) ||
    compareLocals(left.local, right.local)
  );
}

/**
 * The version that pip would install of these: the highest stable one, or the highest pre-release if there is no stable
 * one.
 */
export function chosenVersion(versions: readonly Version[]): Version | undefined {
  const stable = versions.filter((version) => !isPrerelease(version));
  return (stable.length > 0 ? stable : versions).toSorted(compareVersions).at(-1);
}

/** The first numbers of a version, which name a series: 1 and 2 of 1.2.3, and 1 and 0 of 1. */
export function numbersOf(
  { release: [first = "0", ...more] }: Version,
  length: number,
): NonEmpty<string> {
  return [first, ...Array.from({ length: length - 1 }, (_, index) => more[index] ?? "0")];
}

function format(version: Omit<Version, "canonical">): string {
  return [
    version.epoch === "0" ? "" : `${version.epoch}!`,
    version.release.join("."),
    version.pre ? version.pre.phase + version.pre.number : "",
    version.post === undefined ? "" : `.post${version.post}`,
    version.dev === undefined ? "" : `.dev${version.dev}`,
    version.local ? `+${version.local.join(".")}` : "",
  ].join("");
}

/** Digits without leading zeros; a local segment with letters stays as it is. */
function digits(text: string): string {
  return /^[0-9]+$/.test(text) ? text.replace(/^0+(?=[0-9])/, "") : text;
}

function phaseOf(text: string): "a" | "b" | "rc" {
  const letter = text.toLowerCase();
  if (letter === "a" || letter === "alpha") return "a";
  if (letter === "b" || letter === "beta") return "b";
  return "rc";
}

/** Both without leading zeros, so the longer one is the greater. */
function compareNumbers(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareReleases(left: readonly string[], right: readonly string[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const order = compareNumbers(left[index] ?? "0", right[index] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

function comparePre(left: Version, right: Version): number {
  return (
    preRank(left) - preRank(right) ||
    compareNumbers(left.pre?.number ?? "0", right.pre?.number ?? "0")
  );
}

/** 1.0.dev1 comes before 1.0a1, 1.0 after 1.0rc1. */
function preRank({ pre, post, dev }: Version): number {
  if (pre) return { a: 1, b: 2, rc: 3 }[pre.phase];
  return post === undefined && dev !== undefined ? 0 : 4;
}

function compareOptional(left: string | undefined, right: string | undefined, absent: number) {
  if (left === undefined || right === undefined) {
    if (left === right) return 0;
    return left === undefined ? absent : -absent;
  }
  return compareNumbers(left, right);
}

/** PEP 440, "Local version identifiers": numbers come after words, more segments after fewer. */
function compareLocals(left: readonly string[] = [], right: readonly string[] = []): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const order = compareLocalSegments(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareLocalSegments(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
  const leftNumeric = /^[0-9]+$/.test(left);
  const rightNumeric = /^[0-9]+$/.test(right);
  if (leftNumeric !== rightNumeric) return leftNumeric ? 1 : -1;
  if (leftNumeric) return compareNumbers(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}
