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
}

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
  await together([...indexes.values()], byImage, async (write) => {
    const { step, repository } = write;
    const name = indexOf(write);
    const { manifest, platforms } = step.target;
    const written = await writeManifest(name, manifest.digest, manifest, repository, effects);
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
 * Writes the tags rank by rank, and reads each back. Within a rank, several images are written at the same time. After
 * the first failure nothing new begins.
 *
 * @returns nothing; or why it ended (LA701, LA702, `read-back-differs` LA706), and, if any tag has or may have
 * moved, `promotion-incomplete` (LA705) with what has moved and what has not
 */
async function writeTags(writes: readonly Write[], effects: WriteEffects): Promise<Result<void>> {
  const attempts = new Map<Step, Attempt>();
  const ranks = Map.groupBy(writes, ({ step }) => rankOf(step));
  let done = 0;
  for (const rank of ranks.values()) {
    await together(rank, byImage, async (write) => {
      const attempt = await unlessCancelled(writeTag(write, effects), "cancelled" as const);
      attempts.set(write.step, attempt);
      if (attempt === "cancelled" || !attempt.ok) return false;
      const { reference, target } = write.step;
      effects.say(`${reference} is ${target.manifest.digest} (${++done} of ${writes.length})`);
      return true;
    });
    if (done < attempts.size) return refuse(...(await account(writes, attempts)));
  }
  return accept(undefined);
}

function writeTag({ step, repository }: Write, effects: WriteEffects): Promise<Result<void>> {
  const { reference, tag, target } = step;
  return writeManifest(reference, tag.name, target.manifest, repository, effects);
}

function account(writes: readonly Write[], attempts: ReadonlyMap<Step, Attempt>) {
  const repositories = new Map(writes.map(({ step, repository }) => [step, repository]));
  const steps = writes.map(({ step }) => step);
  return accountOf(steps, attempts, async (step) => {
    const repository = repositories.get(step);
    const now =
      repository && (await unlessCancelled(digestAt(step.tag.name, repository), undefined));
    return now?.ok ? now.value : undefined;
  });
}

/** Writes a manifest under a tag or its digest, and reads it back. */
async function writeManifest(
  name: string,
  reference: Tag | Digest,
  manifest: Manifest,
  repository: Repository,
  { sleep }: WriteEffects,
): Promise<Result<void>> {
  const put = await repository.putManifest(reference, manifest);
  if (!put.ok) return put;
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

/**
 * The tags of one image are written one after the other. A registry that keeps files writes the manifest's file again
 * for each tag. If it reads that file at the same moment, for example to check an index, it finds half of it (seen in
 * Debian's docker-registry 2.8).
 */
const byImage = {
  queueOf: ({ step }: Write): string => step.target.image,
  hostOf: ({ step }: Write): string => step.target.image.slice(0, step.target.image.indexOf("/")),
};
