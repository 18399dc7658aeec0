import type { Manifest, Repository } from "@lablink-actions/registries";
import {
  accept,
  listing,
  type NonEmpty,
  platformName,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Step } from "./plan.ts";
import { sortPlatforms } from "./platform-index.ts";

/** A step that writes, and where. */
export interface Write {
  readonly step: Step;
  readonly repository: Repository;
}

export interface WriteEffects {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A line for the log, while it goes on. */
  readonly say: (line: string) => void;
}

/**
 * Writes the indexes that tags are to name, by their digests, and then the tags.
 *
 * @returns nothing; or why it ended, as {@link writeTags}; where an index fails no tag has moved
 */
export async function writeAll(
  writes: readonly Write[],
  effects: WriteEffects,
): Promise<Result<void>> {
  const joined = writes.filter(({ step }) => step.target.platforms.length > 0);
  const indexes = new Map(joined.map((write) => [nameOf(write), write]));
  for (const [name, { step, repository }] of indexes) {
    const { manifest, platforms } = step.target;
    const written = await writeManifest(name, manifest.digest, manifest, repository, effects);
    if (!written.ok) return written;
    const names = sortPlatforms(platforms).map(({ platform }) => platformName(platform));
    effects.say(`${name} is the index of ${listing(names)}`);
  }
  return writeTags(writes, effects);
}

function nameOf({ step: { target } }: Write): string {
  return `${target.image}@${target.manifest.digest}`;
}

/**
 * Writes tag after tag, and reads each back. It ends at the first that fails.
 *
 * @returns nothing; or why it ended (LA701, LA702, `read-back-differs` LA706), and, if any tag has or may have
 * moved, `promotion-incomplete` (LA705) with what has moved and what has not
 */
async function writeTags(writes: readonly Write[], effects: WriteEffects): Promise<Result<void>> {
  for (const [index, { step, repository }] of writes.entries()) {
    const { reference, tag, target } = step;
    const written = await writeManifest(reference, tag.name, target.manifest, repository, effects);
    if (!written.ok) return refuse(...(await incomplete(written.refusals, writes, index)));
    effects.say(`${reference} is ${target.manifest.digest} (${index + 1} of ${writes.length})`);
  }
  return accept(undefined);
}

/** Writes a manifest under a tag or its digest, and reads it back. */
async function writeManifest(
  name: string,
  reference: string,
  manifest: Manifest,
  repository: Repository,
  { sleep }: WriteEffects,
): Promise<Result<void>> {
  const put = await repository.putManifest(reference, manifest);
  if (!put.ok) return put;
  let seen = await digestAt(reference, repository);
  if (seen.ok && seen.value !== manifest.digest) {
    // A registry of several machines may answer once with what was there before.
    await sleep(2000);
    seen = await digestAt(reference, repository);
  }
  if (!seen.ok) return seen;
  if (seen.value === manifest.digest) return accept(undefined);
  return refuse({
    name: "read-back-differs",
    seen: `${name} was written as ${manifest.digest}, and is now ${seen.value}`,
    remedy: "Look who else writes or deletes it, another run for example; then run it again.",
  });
}

async function digestAt(reference: string, repository: Repository): Promise<Result<string>> {
  const answer = await repository.readManifest(reference);
  if (!answer.ok) return answer;
  return accept(answer.value === "absent" ? "absent" : answer.value.digest);
}

/** The causes, and how far it got. A write without an answer may have been done, so the registry is asked. */
async function incomplete(
  causes: NonEmpty<Refusal>,
  writes: readonly Write[],
  failed: number,
): Promise<NonEmpty<Refusal>> {
  const write = writes[failed];
  const now = write && (await digestAt(write.step.tag.name, write.repository));
  const seen = now?.ok ? now.value : undefined;
  const hasMoved = seen === write?.step.target.manifest.digest;
  const isUntouched = seen === write?.step.before;
  if (failed === 0 && isUntouched) return causes;

  const named = (from: number, to?: number) =>
    listing(writes.slice(from, to).map(({ step }) => step.reference)) || "none";
  const parts = [
    `moved: ${named(0, hasMoved ? failed + 1 : failed)}`,
    `not moved: ${named(isUntouched ? failed : failed + 1)}`,
  ];
  if (!hasMoved && !isUntouched) {
    parts.push(
      `unclear: ${named(failed, failed + 1)}, ${seen ? `which is ${seen}` : "which the registry does not say"}`,
    );
  }
  return [
    ...causes,
    {
      name: "promotion-incomplete",
      seen: `the promotion ended half-way; ${parts.join("; ")}`,
      remedy: "Run it again: what is done is left alone, and the rest is finished.",
    },
  ];
}
