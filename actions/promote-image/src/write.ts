import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  listing,
  type NonEmpty,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Step } from "./plan.ts";

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
 * Writes tag after tag, and reads each back. It ends at the first that fails.
 *
 * @returns nothing; or why it ended (LA701, LA702, `read-back-differs` LA706), and, if any tag has or may have
 * moved, `promotion-incomplete` (LA705) with what has moved and what has not
 */
export async function writeTags(
  writes: readonly Write[],
  effects: WriteEffects,
): Promise<Result<void>> {
  for (const [index, write] of writes.entries()) {
    const written = await writeTag(write, effects);
    if (!written.ok) return refuse(...(await incomplete(written.refusals, writes, index)));
    const { reference, found } = write.step;
    effects.say(`${reference} is ${found.manifest.digest} (${index + 1} of ${writes.length})`);
  }
  return accept(undefined);
}

async function writeTag(
  { step, repository }: Write,
  { sleep }: WriteEffects,
): Promise<Result<void>> {
  const { manifest } = step.found;
  const put = await repository.putManifest(step.tag.name, manifest);
  if (!put.ok) return put;
  let seen = await digestAt(step.tag.name, repository);
  if (seen.ok && seen.value !== manifest.digest) {
    // A registry of several machines may answer once with what was there before.
    await sleep(2000);
    seen = await digestAt(step.tag.name, repository);
  }
  if (!seen.ok) return seen;
  if (seen.value === manifest.digest) return accept(undefined);
  return refuse({
    name: "read-back-differs",
    seen: `${step.reference} was written as ${manifest.digest}, and is now ${seen.value}`,
    remedy: "Look who else writes this tag, another run for example; then run it again.",
  });
}

async function digestAt(tag: string, repository: Repository): Promise<Result<string>> {
  const answer = await repository.readManifest(tag);
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
  const hasMoved = seen === write?.step.found.manifest.digest;
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
