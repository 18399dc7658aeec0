import type { Manifest } from "@lablink-actions/registries";
import {
  acceptUnless,
  chosenVersion,
  compareVersions,
  type Refusal,
  type Result,
  type Tag,
  type Version,
} from "@lablink-actions/release-core";
import type { PromotedTag, Promotion } from "./promotions.ts";
import { tagKind, versionAsIn } from "./tag-kind.ts";

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
  readonly tag: PromotedTag;
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
    const run = found.flatMap(({ promotion }) =>
      promotion.image === one.promotion.image ? promotion.tags : [],
    );
    const behind = rules.floating === "forward" ? higherVersion(one, run) : undefined;
    return one.promotion.tags.map((tag) => planTag(one, tag, rules, behind));
  });
  const taken = steps.flatMap((step) => (isTaken(step, rules) ? [tagTaken(step)] : []));
  const order = ["version", "commit", "floating"];
  const rank = ({ tag }: Step) => order.indexOf(tag.kind.kind);
  return acceptUnless(
    taken,
    steps.toSorted((left, right) => rank(left) - rank(right)),
  );
}

function planTag(found: Found, tag: PromotedTag, rules: Rules, behind: Version | undefined): Step {
  const { promotion, manifest, current } = found;
  const reference = `${promotion.image}:${tag.name}`;
  const before = current.get(tag.name) ?? "absent";
  const step = { reference, tag, found, before };
  if (before === manifest.digest) return { ...step, action: "unchanged" };
  const isFree = tag.kind.kind !== "floating" || rules.overwrite.has(reference);
  if (behind === undefined || isFree) return { ...step, action: "write" };
  return { ...step, action: "held-back", behind: behind.canonical };
}

/**
 * The version floating tags belong to, where that is not the promoted one. Without a version nothing is higher.
 *
 * @param run all tags of this run for the image: what another promotion brings counts as there
 */
function higherVersion(
  { promotion, tags }: Found,
  run: readonly PromotedTag[],
): Version | undefined {
  const names = new Set<string>(run.map(({ name }) => name));
  const there = tags.filter((tag) => !names.has(tag));
  const promoted = chosenVersion(versionsOf(promotion.tags));
  const chosen = chosenVersion([
    ...versionsOf(run),
    ...there.flatMap((tag) => versionsIn(tag, run)),
  ]);
  if (promoted === undefined || chosen === undefined) return undefined;
  return compareVersions(promoted, chosen) === 0 ? undefined : chosen;
}

function versionsOf(tags: readonly PromotedTag[]): readonly Version[] {
  return tags.flatMap(({ kind }) => (kind.kind === "version" ? [kind.version] : []));
}

/** The version of a tag in the registry, by its name, or because it is named as a version tag of the run is. */
function versionsIn(tag: string, run: readonly PromotedTag[]): readonly Version[] {
  const byName = tagKind(tag);
  if (byName.kind === "version") return [byName.version];
  return run.flatMap(({ name, kind }) =>
    kind.kind === "version" ? (versionAsIn(tag, name, kind.version) ?? []) : [],
  );
}

function isTaken({ action, before, tag, reference }: Step, { overwrite }: Rules): boolean {
  const moves = action === "write" && before !== "absent";
  return moves && tag.kind.kind === "version" && !overwrite.has(reference);
}

function tagTaken({ reference, before, found }: Step): Refusal {
  return {
    name: "version-tag-taken",
    seen: `${reference} is ${before} already, not ${found.manifest.digest}`,
    remedy: `Publish a new version; version tags never move. Or, knowing what you do, set overwrite to ${reference}.`,
  };
}
