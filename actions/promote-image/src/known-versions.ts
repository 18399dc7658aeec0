/** The versions that an image's tags in the registry are of. */
import {
  chosenVersion,
  compareVersions,
  numbersOf,
  type Version,
  versionLike,
} from "@lablink-actions/release-core";
import type { PromotedTag, Promotion } from "./promotions.ts";

/** A promotion, and every tag of its image in the registry. */
interface Claimant {
  readonly promotion: Promotion;
  readonly tags: readonly string[];
}

/**
 * The version that floating tags belong to, if it is not the promoted one. Without a promoted version it is undefined.
 *
 * @param claimants the promotions that give the tags; their version may be known only from their other tags
 * @param run all tags of this run for the image; those of other promotions count as if they were in the registry
 * @param series only versions that begin with these numbers count: `1.2` follows 1.2.x alone
 */
export function higherVersion(
  claimants: readonly Claimant[],
  run: readonly PromotedTag[],
  series: readonly string[] = [],
): Version | undefined {
  const names = new Set<string>(run.map(({ name }) => name));
  const listed = listedBy(claimants);
  const all = listed.flatMap((tag) => versionsIn(tag, run));
  const there = listed.filter((tag) => !names.has(tag)).flatMap((tag) => versionsIn(tag, run));
  const promoted = chosenVersion(claimants.flatMap(({ promotion }) => versionsOf(promotion.tags)));
  const known = [...versionsOf(run), ...there.filter((version) => !isSeries(version, all, run))];
  const chosen = chosenVersion(known.filter((version) => isInSeries(version, series)));
  if (promoted === undefined || chosen === undefined) return undefined;
  return compareVersions(promoted, chosen) === 0 ? undefined : chosen;
}

/**
 * Whether a tag of a series is in the registry as the tag of a version: `1.2` if 1.2 was released, and nothing else of
 * that series yet.
 */
export function isVersionThere(
  { name, kind }: PromotedTag,
  claimants: readonly Claimant[],
  run: readonly PromotedTag[],
): boolean {
  const listed = listedBy(claimants);
  if (kind.kind !== "floating" || kind.series === undefined || !listed.includes(name)) return false;
  const all = listed.flatMap((tag) => versionsIn(tag, run));
  return versionsIn(name, run).some((version) => !isSeries(version, all, run));
}

function listedBy(claimants: readonly Claimant[]): readonly string[] {
  return [...new Set(claimants.flatMap(({ tags }) => tags))];
}

function versionsOf(tags: readonly PromotedTag[]): readonly Version[] {
  return tags.flatMap(({ kind }) => (kind.kind === "version" ? [kind.version] : []));
}

/** The version of a tag, if the template of one of the run's version tags could have written it. */
function versionsIn(tag: string, run: readonly PromotedTag[]): readonly Version[] {
  return run.flatMap(({ name, kind }) =>
    kind.kind === "version" ? (versionLike(tag, name, kind.version) ?? []) : [],
  );
}

/**
 * Whether what reads as a version is the name of a series: beside a tag `1.2` of a series, the tag `1.3` is one as well,
 * perhaps only of 1.3.0rc1. A series is never written without a version of it, so without one `1.3` is a version.
 */
function isSeries(
  { canonical, release }: Version,
  all: readonly Version[],
  run: readonly PromotedTag[],
): boolean {
  const isWritten = run.some(
    ({ kind }) => kind.kind === "floating" && kind.series?.length === release.length,
  );
  return (
    isWritten &&
    canonical === release.join(".") &&
    all.some((other) => other.release.length > release.length && isInSeries(other, release))
  );
}

function isInSeries(version: Version, series: readonly string[]): boolean {
  const [first, ...more] = series;
  const numbers = first === undefined ? [] : numbersOf(version, more.length + 1);
  return series.every((number, index) => number === numbers[index]);
}
