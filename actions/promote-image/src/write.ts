import type { Manifest, Repository } from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  type Digest,
  imageReference,
  listing,
  platformName,
  type Refusal,
  type Result,
  refuse,
  type Tag,
} from "@lablink-actions/release-core";
import { type Attempt, accountOf } from "./account.ts";
import { rankOf, type Step } from "./plan.ts";
import { sortPlatforms } from "./platform-index.ts";
import { together } from "./together.ts";

/** A step that writes, and where. */
export interface Write {
  readonly step: Step;
  readonly repository: Repository;
}

export interface WriteEffects {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Writes a line to the log. */
  readonly say: (line: string) => void;
  /** Aborted when the run is cancelled. */
  readonly cancelled: AbortSignal;
  /** From now on, requests and waits end only so many milliseconds after a cancellation. */
  readonly goOnFor: (milliseconds: number) => void;
}

// GitHub's runner waits for 7.5 s after a cancellation. The rest is for asking how far it got, and for saying it.
const patience = { writing: 5000, asking: 6500 };

/**
 * Writes the indexes that tags will name, by their digests, and then the tags.
 *
 * @returns nothing; or why it ended, as {@link writeTags}. If an index fails, no tag has moved
 */
export async function writeAll(
  writes: readonly Write[],
  effects: WriteEffects,
): Promise<Result<void>> {
  const indexes = await writeIndexes(writes, effects);
  return indexes.ok ? writeTags(writes, effects) : indexes;
}

async function writeIndexes(
  writes: readonly Write[],
  effects: WriteEffects,
): Promise<Result<void>> {
  const joined = writes.filter(({ step }) => step.target.platforms.length > 0);
  const indexes = new Map(joined.map((write) => [indexOf(write), write]));
  const refusals: Refusal[] = [];
  await together([...indexes.values()], async (write) => {
    const { step, repository } = write;
    const name = indexOf(write);
    const { manifest, platforms } = step.target;
    const put = await repository.putManifest(manifest.digest, manifest);
    const written = put.ok
      ? await readBack(name, manifest.digest, manifest, repository, effects)
      : put;
    if (!written.ok) {
      refusals.push(...written.refusals);
      return false;
    }
    const names = sortPlatforms(platforms).map(({ platform }) => platformName(platform));
    effects.say(`${name} is the index of ${listing(names)}`);
    return true;
  });
  return acceptUnless(refusals, undefined);
}

/**
 * Writes the tags rank by rank, those of a rank together, and reads each back before the next rank. After the first
 * failure nothing new begins. After a cancellation it goes on for a while, because half of a promotion is worse.
 *
 * @returns nothing; or why it ended (LA701, LA702, `read-back-differs` LA706), and, if any tag has or may have
 * moved, `promotion-incomplete` (LA705) with what has moved and what has not
 */
async function writeTags(writes: readonly Write[], effects: WriteEffects): Promise<Result<void>> {
  if (effects.cancelled.aborted) throw new DOMException("cancelled before any write", "AbortError");
  effects.goOnFor(patience.writing);
  const attempts = new Map<Step, Attempt>();
  const attempt = async (step: Step, act: () => Promise<Result<void>>, then: Attempt) => {
    const result = await unlessCancelled(act(), "cancelled" as const);
    const isGood = result !== "cancelled" && result.ok;
    attempts.set(step, isGood ? then : result);
    return isGood;
  };
  let done = 0;
  for (const phase of phasesOf(writes)) {
    const isGood = await together(phase.writes, ({ step, repository }) => {
      if (phase.does === "write") {
        attempts.set(step, "unconfirmed");
        const { tag, target } = step;
        const put = () => repository.putManifest(tag.name, target.manifest);
        return attempt(step, put, "unconfirmed");
      }
      const { reference, tag, target } = step;
      const read = async () => {
        const seen = await readBack(reference, tag.name, target.manifest, repository, effects);
        if (seen.ok) {
          effects.say(`${reference} is ${target.manifest.digest} (${++done} of ${writes.length})`);
        }
        return seen;
      };
      return attempt(step, read, accept(undefined));
    });
    if (!isGood) return refuse(...(await account(writes, attempts, effects)));
  }
  return accept(undefined);
}

interface Phase {
  readonly does: "write" | "read back";
  readonly writes: readonly Write[];
}

/**
 * What may happen at the same time. A registry that keeps files writes one again for each tag of a manifest. If it reads
 * that file at the same moment, for a read or to check an index of that manifest, it finds half of it (seen in Debian's
 * docker-registry 2.8). So images, the indexes of them, and reads are apart.
 */
function phasesOf(writes: readonly Write[]): readonly Phase[] {
  const ranks = Map.groupBy(writes, ({ step }) => rankOf(step));
  return [...ranks.values()].flatMap((rank): Phase[] => {
    const isIndex = ({ step }: Write) => step.target.platforms.length > 0;
    return [
      { does: "write", writes: rank.filter((write) => !isIndex(write)) },
      { does: "write", writes: rank.filter(isIndex) },
      { does: "read back", writes: rank },
    ];
  });
}

function account(
  writes: readonly Write[],
  attempts: ReadonlyMap<Step, Attempt>,
  { goOnFor }: WriteEffects,
) {
  goOnFor(patience.asking);
  const repositories = new Map(writes.map(({ step, repository }) => [step, repository]));
  const steps = writes.map(({ step }) => step);
  return accountOf(steps, attempts, async (step) => {
    const repository = repositories.get(step);
    const now =
      repository && (await unlessCancelled(digestAt(step.tag.name, repository), undefined));
    return now?.ok ? now.value : undefined;
  });
}

/** Reads what was written under a tag or a digest. */
async function readBack(
  name: string,
  reference: Tag | Digest,
  manifest: Manifest,
  repository: Repository,
  { sleep }: WriteEffects,
): Promise<Result<void>> {
  let seen = await digestAt(reference, repository);
  if (seen.ok && seen.value !== manifest.digest) {
    // A registry of several machines may still answer with what was there before.
    await sleep(2000);
    seen = await digestAt(reference, repository);
  }
  if (!seen.ok) return seen;
  if (seen.value === manifest.digest) return accept(undefined);
  return refuse({
    name: "read-back-differs",
    seen: `${name} was written as ${manifest.digest}, and is now ${seen.value}`,
    remedy: "Look for what else writes or deletes it, such as another run; then run it again.",
  });
}

async function digestAt(
  reference: Tag | Digest,
  repository: Repository,
): Promise<Result<Digest | "absent">> {
  const answer = await repository.readManifest(reference);
  if (!answer.ok) return answer;
  return accept(answer.value === "absent" ? "absent" : answer.value.digest);
}

/** If the run is cancelled, waiting ends with an AbortError. What was written by then must still be reported. */
async function unlessCancelled<T, U>(waiting: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return otherwise;
    throw error;
  }
}

function indexOf({ step: { target } }: Write): string {
  return imageReference(target.image, target.manifest.digest);
}
