import type { Manifest } from "@lablink-actions/registries";
import {
  acceptUnless,
  compareVersions,
  isPrerelease,
  type Refusal,
  type Result,
  type Tag,
  type Version,
} from "@lablink-actions/release-core";
import type { Promotion } from "./promotions.ts";
import { tagKind } from "./tag-kind.ts";

/** What the registry has, for one promotion. */
export interface Found {
  readonly promotion: Promotion;
  readonly manifest: Manifest;
  /** What each of the promotion's tags stands for now. */
  readonly current: ReadonlyMap<Tag, string | "absent">;
  /** Every tag of the repository. */
  readonly tags: readonly string[];
}

export interface Rules {
  readonly floating: "forward" | "always";
  /** Full references that may be moved whatever the rules say. */
  readonly overwrite: ReadonlySet<string>;
}

/** What is to be done with one tag. */
export interface Step {
  readonly reference: string;
  readonly tag: Tag;
  readonly found: Found;
  readonly before: string | "absent";
  readonly action: "write" | "unchanged" | "held-back";
  /** The higher version, where it is held back. */
  readonly behind?: string;
}

/**
 * Decides about every tag of every image, before anything is written. The steps are in the order of writing:
 * tags that never move come first, so that no floating tag stands for a version that is not there.
 *
 * @returns the steps, or `version-tag-taken` (LA704) for each version tag that would have to move
 */
export function planPromotion(found: readonly Found[], rules: Rules): Result<readonly Step[]> {
  const steps = found.flatMap((one) => {
    const others = found.filter(({ promotion }) => promotion.image === one.promotion.image);
    // What another promotion of this run brings counts as there.
    const tags = [...one.tags, ...others.flatMap(({ promotion }) => promotion.tags)];
    const behind = rules.floating === "forward" ? higherVersion(one.promotion, tags) : undefined;
    return one.promotion.tags.map((tag) => planTag(one, tag, rules, behind));
  });
  const taken = steps.flatMap((step) => (isTaken(step, rules) ? [tagTaken(step)] : []));
  const order = ["version", "commit", "floating"];
  const rank = ({ tag }: Step) => order.indexOf(tagKind(tag).kind);
  return acceptUnless(
    taken,
    steps.toSorted((left, right) => rank(left) - rank(right)),
  );
}

/**
 * The version pip would install of these: the highest stable one, or, where there is none, the highest
 * pre-release.
 */
export function chosenVersion(versions: readonly Version[]): Version | undefined {
  const stable = versions.filter((version) => !isPrerelease(version));
  return (stable.length > 0 ? stable : versions).toSorted(compareVersions).at(-1);
}

function planTag(found: Found, tag: Tag, rules: Rules, behind: Version | undefined): Step {
  const { promotion, manifest, current } = found;
  const reference = `${promotion.image}:${tag}`;
  const before = current.get(tag) ?? "absent";
  const step = { reference, tag, found, before };
  if (before === manifest.digest) return { ...step, action: "unchanged" };
  const isFree = tagKind(tag).kind !== "floating" || rules.overwrite.has(reference);
  if (behind === undefined || isFree) return { ...step, action: "write" };
  return { ...step, action: "held-back", behind: behind.canonical };
}

/** The version floating tags belong to, where that is not the promoted one. Without a version nothing is higher. */
function higherVersion(promotion: Promotion, tags: readonly string[]): Version | undefined {
  const promoted = chosenVersion(versionsOf(promotion.tags));
  const chosen = chosenVersion(versionsOf(tags));
  if (promoted === undefined || chosen === undefined) return undefined;
  return compareVersions(promoted, chosen) === 0 ? undefined : chosen;
}

function versionsOf(tags: readonly string[]): readonly Version[] {
  return tags.flatMap((tag) => {
    const kind = tagKind(tag);
    return kind.kind === "version" ? [kind.version] : [];
  });
}

function isTaken({ action, before, tag, reference }: Step, { overwrite }: Rules): boolean {
  const moves = action === "write" && before !== "absent";
  return moves && tagKind(tag).kind === "version" && !overwrite.has(reference);
}

function tagTaken({ reference, before, found }: Step): Refusal {
  return {
    name: "version-tag-taken",
    seen: `${reference} is ${before} already, not ${found.manifest.digest}`,
    remedy: `Publish a new version; version tags never move. Or, knowing what you do, set overwrite to ${reference}.`,
  };
}
