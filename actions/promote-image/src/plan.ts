import type { Manifest } from "@lablink-actions/registries";
import {
  acceptUnless,
  beginsWithPlatform,
  chosenVersion,
  compareVersions,
  type Digest,
  type ImageName,
  imageReference,
  isNonEmpty,
  type NonEmpty,
  numbersOf,
  type Refusal,
  type Result,
  type Tag,
  type Version,
  versionLike,
} from "@lablink-actions/release-core";
import { holdsExactly, joinPlatforms, type PlatformImage } from "./platform-index.ts";
import type { PromotedTag, Promotion } from "./promotions.ts";

/** What the registry has, for one promotion. */
export interface Found {
  readonly promotion: Promotion;
  readonly manifest: Manifest;
  /** The same as the image of its platform, if the promotion has one. */
  readonly platformImage: PlatformImage | undefined;
  /** The index that the version's tag names already, if the image was released in it. */
  readonly release: Manifest | undefined;
  /** What each of the promotion's tags names now. */
  readonly current: ReadonlyMap<Tag, Digest | "absent">;
  /** Every tag of the repository. */
  readonly tags: readonly string[];
}

export interface Rules {
  readonly floating: "forward" | "always";
  /** Full references of tags that may move against the rules. */
  readonly overwrite: ReadonlySet<string>;
}

/** What tags will name: the image of one promotion, or an index of the images of several. */
interface Target {
  readonly image: ImageName;
  readonly manifest: Manifest;
  /** The images in the index; empty if the target is an image itself. */
  readonly platforms: readonly PlatformImage[];
}

/** What to do with one tag. */
export interface Step {
  readonly reference: string;
  readonly tag: PromotedTag;
  readonly target: Target;
  readonly before: Digest | "absent";
  readonly action: "write" | "unchanged" | "held-back";
  /** The higher version, if it is held back. */
  readonly behind?: string;
}

/**
 * Decides about every tag of every image, before anything is written. The steps are in the order of their ranks.
 *
 * @returns the steps, or `version-tag-taken` (LA704) for each version tag that would have to move
 */
export function planPromotion(found: readonly Found[], rules: Rules): Result<readonly Step[]> {
  const steps = groupByClaimants(found).flatMap(({ claimants, tags }) => {
    const target = targetOf(claimants);
    const run = found.flatMap(({ promotion }) =>
      promotion.image === target.image ? promotion.tags : [],
    );
    const behind = ({ kind }: PromotedTag) =>
      rules.floating === "forward" && kind.kind === "floating"
        ? higherVersion(claimants, run, kind.series)
        : undefined;
    const before = (tag: PromotedTag) => claimants[0].current.get(tag.name) ?? "absent";
    return tags.map((tag) => planTag(target, tag, before(tag), rules, behind(tag)));
  });
  const taken = steps.flatMap((step) => (isTaken(step, rules) ? [tagTaken(step)] : []));
  return acceptUnless(
    taken,
    steps.toSorted((left, right) => rankOf(left) - rankOf(right) || placeOf(left) - placeOf(right)),
  );
}

/**
 * The order of writing, lowest first. All steps of a rank are written together. The next run must be able to finish a
 * run that stopped at any point. It looks for a release under the version's tags (find-released-image), and any of them
 * is enough. So those that name an image come first. An index of several platforms comes after the tags of each.
 * Floating tags are last, because they must not name a version that is not there.
 */
export function rankOf({ tag: { kind }, target }: Step): number {
  if (kind.kind === "floating") return 2;
  return target.platforms.length > 0 ? 1 : 0;
}

/** Within a rank, the tags begin that the next run looks for first. */
function placeOf({ tag: { name, kind } }: Step): number {
  if (kind.kind !== "version") return 2;
  return beginsWithPlatform(name) ? 0 : 1;
}

interface Claims {
  readonly claimants: NonEmpty<Found>;
  readonly tags: readonly PromotedTag[];
}

/** Groups the tags that the same promotions give, because they will name the same. */
function groupByClaimants(found: readonly Found[]): readonly Claims[] {
  const groups = new Map<string, Claims>();
  const claims = found.flatMap((one) => one.promotion.tags.map((tag) => ({ one, tag })));
  const byTag = Map.groupBy(claims, ({ one, tag }) =>
    imageReference(one.promotion.image, tag.name),
  );
  for (const same of byTag.values()) {
    const claimants = same.map(({ one }) => one);
    const tags = same.slice(0, 1).map(({ tag }) => tag);
    const key = claimants.map((one) => found.indexOf(one)).join();
    const known = groups.get(key)?.tags ?? [];
    if (isNonEmpty(claimants)) groups.set(key, { claimants, tags: [...known, ...tags] });
  }
  return [...groups.values()];
}

function targetOf(claimants: NonEmpty<Found>): Target {
  const [{ promotion, manifest }, ...others] = claimants;
  const { image } = promotion;
  if (others.length === 0) return { image, manifest, platforms: [] };
  const platforms = claimants.flatMap(({ platformImage }) => platformImage ?? []);
  // requireCompatible refuses such promotions; an index without one of them would be wrong.
  if (!isNonEmpty(platforms) || platforms.length < claimants.length) {
    throw new Error(`a tag of ${image} is shared by images without a platform`);
  }
  const [{ release }] = claimants;
  const isReleased =
    release !== undefined &&
    holdsExactly(release, platforms) &&
    claimants.every((one) => one.release?.digest === release.digest);
  return { image, manifest: isReleased ? release : joinPlatforms(platforms), platforms };
}

function planTag(
  target: Target,
  tag: PromotedTag,
  before: Step["before"],
  rules: Rules,
  behind: Version | undefined,
): Step {
  const reference = imageReference(target.image, tag.name);
  const step = { reference, tag, target, before };
  if (before === target.manifest.digest) return { ...step, action: "unchanged" };
  const isFree = tag.kind.kind !== "floating" || rules.overwrite.has(reference);
  if (behind === undefined || isFree) return { ...step, action: "write" };
  return { ...step, action: "held-back", behind: behind.canonical };
}

/**
 * The version that floating tags belong to, if it is not the promoted one. Without a promoted version it is undefined.
 *
 * @param claimants the promotions that give the tags; their version may be known only from their other tags
 * @param run all tags of this run for the image; those of other promotions count as if they were in the registry
 * @param series only versions that begin with these numbers count: `1.2` follows 1.2.x alone
 */
function higherVersion(
  claimants: readonly Found[],
  run: readonly PromotedTag[],
  series: readonly string[] = [],
): Version | undefined {
  const names = new Set<string>(run.map(({ name }) => name));
  const listed = new Set(claimants.flatMap(({ tags }) => tags));
  const there = [...listed].filter((tag) => !names.has(tag));
  const promoted = chosenVersion(claimants.flatMap(({ promotion }) => versionsOf(promotion.tags)));
  const known = [...versionsOf(run), ...there.flatMap((tag) => versionsIn(tag, run))];
  const chosen = chosenVersion(known.filter((version) => isInSeries(version, series)));
  if (promoted === undefined || chosen === undefined) return undefined;
  return compareVersions(promoted, chosen) === 0 ? undefined : chosen;
}

function versionsOf(tags: readonly PromotedTag[]): readonly Version[] {
  return tags.flatMap(({ kind }) => (kind.kind === "version" ? [kind.version] : []));
}

/**
 * The version of a tag in the registry, if the template of one of the run's version tags could have written it, and no
 * template of a series could: beside a series `1.2`, the tag `1.3` is a series, and perhaps only of 1.3.0rc1.
 */
function versionsIn(tag: string, run: readonly PromotedTag[]): readonly Version[] {
  const lengths = run.flatMap(({ kind }) =>
    kind.kind === "floating" && kind.series ? kind.series.length : [],
  );
  const found = run.flatMap(({ name, kind }) =>
    kind.kind === "version" ? (versionLike(tag, name, kind.version) ?? []) : [],
  );
  return found.filter(({ canonical, release }) => {
    return canonical !== release.join(".") || !lengths.includes(release.length);
  });
}

function isInSeries(version: Version, series: readonly string[]): boolean {
  const [first, ...more] = series;
  const numbers = first === undefined ? [] : numbersOf(version, more.length + 1);
  return series.every((number, index) => number === numbers[index]);
}

function isTaken({ action, before, tag, reference }: Step, { overwrite }: Rules): boolean {
  const moves = action === "write" && before !== "absent";
  return moves && tag.kind.kind === "version" && !overwrite.has(reference);
}

function tagTaken({ reference, before, target }: Step): Refusal {
  return {
    name: "version-tag-taken",
    seen: `${reference} is already ${before}, not ${target.manifest.digest}`,
    remedy: `Version tags never move: publish a new version. To move this tag anyway, set overwrite to ${reference}.`,
  };
}
