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

function nameOf({ name }: PlannedCheck, part: Observation["part"]): string {
  return part ? `${name}: ${shortened(part.name, longestName)}` : name;
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
