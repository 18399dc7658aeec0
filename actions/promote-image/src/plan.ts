import type { Manifest } from "@lablink-actions/registries";
import {
  acceptUnless,
  beginsWithPlatform,
  type Digest,
  type ImageName,
  imageReference,
  isNonEmpty,
  type NonEmpty,
  type Refusal,
  type Result,
  type Tag,
  type Version,
} from "@lablink-actions/release-core";
import { higherVersion, isVersionThere } from "./known-versions.ts";
import { holdsExactly, joinPlatforms, type PlatformImage } from "./platform-index.ts";
import type { PromotedTag, Promotion } from "./promotions.ts";

/** What the registry has, for one promotion. */
export interface Found {
  readonly promotion: Promotion;
  readonly manifest: Manifest;
  /** The same as the image of its platform, if the promotion has one. */
  readonly platformImage: PlatformImage | undefined;
  /** What the version's tags name already; perhaps the index that a run before has written. */
  readonly released: readonly Manifest[];
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
  /** Whether the tag is of a series in this run, and of a version in the registry. */
  readonly isVersionThere?: boolean;
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
    return tags.map((tag): Step => {
      const step = planTag(target, tag, before(tag), rules, behind(tag));
      return { ...step, isVersionThere: isVersionThere(tag, claimants, run) };
    });
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
  // What it says of the commit is of the run that wrote it.
  const written = claimants[0].released.find((index) => holdsExactly(index, platforms));
  return {
    image,
    manifest: written ?? joinPlatforms(platforms, promotion.annotations),
    platforms,
  };
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

function isTaken(step: Step, { overwrite }: Rules): boolean {
  const { action, before, tag, reference, isVersionThere: isThere = false } = step;
  const moves = action === "write" && before !== "absent";
  return moves && (tag.kind.kind === "version" || isThere) && !overwrite.has(reference);
}

function tagTaken({ reference, before, target, isVersionThere: isThere = false }: Step): Refusal {
  const seen = `${reference} is already ${before}, not ${target.manifest.digest}`;
  return {
    name: "version-tag-taken",
    seen: isThere
      ? `${seen}, and it is the tag of a version: the registry has no other version of that series`
      : seen,
    remedy: isThere
      ? `Version tags never move: delete the template with {major}. If the tag may be of the series from now on, set overwrite to ${reference} for one run.`
      : `Version tags never move: publish a new version. To move this tag anyway, set overwrite to ${reference}.`,
  };
}
