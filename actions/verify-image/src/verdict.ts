import { broken } from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";
import type { Observation } from "./frames.ts";
import type { Judgement } from "./kinds/kind.ts";
import type { PlannedCheck } from "./plan.ts";

/** A row of the report. */
export interface Verdict extends Judgement {
  readonly check: string;
  readonly seconds: number;
  /** The last lines it printed, unless it passed. */
  readonly output: readonly string[];
}

/** Characters of a name and of a reason that an image may fill. */
const longestName = 300;
const longestReason = 4000;

/** The verdict on what was seen of a check, or of a part of it. */
export function judge(check: PlannedCheck, observation: Observation): Verdict {
  const { part, output, seconds } = observation;
  const { outcome, reason } = check.judge(observation);
  return {
    check: nameOf(check, part),
    outcome,
    seconds,
    reason: shortened(reason, longestReason),
    output: outcome === "passed" ? [] : output.lastLines(8),
  };
}

/** The verdict on what was looked at from outside the container. */
export function verdictOf(check: string, { outcome, reason }: Judgement, seconds: number): Verdict {
  return { check, outcome, seconds, reason: shortened(reason, longestReason), output: [] };
}

/** The verdict on a check, or a part of one, that was never looked at or whose end was not seen. */
export function unseen(check: PlannedCheck, reason: string, part?: Observation["part"]): Verdict {
  return { check: nameOf(check, part), outcome: "failed", seconds: 0, reason, output: [] };
}

/** Bytes of all verdicts: with their details, and at most. GitHub takes 1 MB of outputs from a job, and of a summary. */
const detailed = 300_000;
const most = 700_000;

/**
 * The verdicts as a report can hold them: those after the first 300 kB without details.
 *
 * @returns them, or `verification-broken` (LA607) if an image gave so many answers that even their names are too long
 */
export function bounded(verdicts: readonly Verdict[]): Result<readonly Verdict[]> {
  let bytes = 0;
  const all = verdicts.map((verdict) => {
    const whole = bytesOf(verdict);
    const { reason } = verdict;
    const kept =
      bytes + whole <= detailed
        ? verdict
        : { ...verdict, reason: shortened(reason, 100), output: [] };
    bytes += kept === verdict ? whole : bytesOf(kept);
    return kept;
  });
  if (bytes <= most) return accept(all);
  return broken(
    `the image gave ${verdicts.length} answers, which are more than a report can hold`,
    "Find out why so many checks fail, or fix the image.",
  );
}

function bytesOf(verdict: Verdict): number {
  return Buffer.byteLength(JSON.stringify(verdict));
}

function nameOf({ name }: PlannedCheck, part: Observation["part"]): string {
  return part ? `${name}: ${shortened(part.name, longestName)}` : name;
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
