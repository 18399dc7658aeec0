import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import {
  andThen,
  type ImageName,
  imageReference,
  map,
  type Result,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { describe } from "./describe.ts";
import { planPromotion, type Rules } from "./plan.ts";
import { inspect } from "./preflight.ts";
import type { Promotion } from "./promotions.ts";
import { type Reads, readsOnce } from "./reads.ts";
import { type Write, type WriteEffects, writeAll } from "./write.ts";

interface PromoteImageInputs extends Rules {
  readonly promotions: readonly Promotion[];
  readonly dryRun: boolean;
}

export interface PromoteImageEffects extends WriteEffects {
  /** An image's manifests and tags in its registry, with the credentials for it. */
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/**
 * Gives images their tags: looks at all of them, decides about every tag, and only then writes.
 *
 * @returns what was done with each tag; or, before anything is written, every reason not to (LA7xx); or how far it got
 * (`promotion-incomplete`, LA705)
 */
export async function promoteImage(
  inputs: PromoteImageInputs,
  effects: PromoteImageEffects,
): Promise<Result<Decision<Output>>> {
  const { promotions, dryRun } = inputs;
  const opened = await openAll(promotions, effects);
  if (!opened.ok) return opened;

  const found = await inEach(opened.value, ({ promotion, reads }) => {
    effects.say(`Looking at ${imageReference(promotion.image, promotion.digest)}`);
    return inspect(promotion, reads);
  });
  const plan = andThen(found, (all) => planPromotion(all, inputs));
  if (!plan.ok || dryRun) return map(plan, (steps) => describe(steps, dryRun));

  const writes = plan.value.flatMap((step): Write[] => {
    const open = opened.value.find(({ promotion }) => promotion.image === step.target.image);
    return step.action === "write" && open ? [{ step, repository: open.repository }] : [];
  });
  const repositories = [...new Set(writes.map(({ repository }) => repository))];
  const allowed = await inEach(repositories, (repository) => repository.probeWriting());
  const written = allowed.ok ? await writeAll(writes, effects) : allowed;
  return map(written, () => describe(plan.value, false, effects.cancelled.aborted));
}

interface Open {
  readonly promotion: Promotion;
  readonly repository: Repository;
  readonly reads: Reads;
}

/** Every promotion with its repository; promotions of one image share it, and so its tokens and answers. */
async function openAll(
  promotions: readonly Promotion[],
  { open }: PromoteImageEffects,
): Promise<Result<readonly Open[]>> {
  const opened = new Map<ImageName, Promise<Result<Omit<Open, "promotion">>>>();
  const openOne = async (image: ImageName) =>
    map(await open(image), (repository) => ({ repository, reads: readsOnce(repository) }));
  return inEach(promotions, async (promotion) => {
    const opening = opened.get(promotion.image) ?? openOne(promotion.image);
    opened.set(promotion.image, opening);
    return map(await opening, (one) => ({ promotion, ...one }));
  });
}

/** Does something with all at once: all values, or all refusals. */
async function inEach<T, U>(
  list: readonly T[],
  act: (item: T) => Promise<Result<U>>,
): Promise<Result<readonly U[]>> {
  return traverse(await Promise.all(list.map(act)), (result) => result);
}
