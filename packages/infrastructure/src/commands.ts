import { readEvents, type ToolEvents } from "./events.ts";
import type { LockTimeout } from "./lock-timeout.ts";
import { minute, type Tool, type ToolAnswer } from "./tool.ts";

/** How a command ended, and what it said that it did. */
interface Followed {
  readonly answer: ToolAnswer;
  readonly events: ToolEvents;
}

interface PlanOptions {
  /** Where the plan is written. */
  readonly file: string;
  /** The file with the values of the variables. */
  readonly variablesFile: string;
  readonly lockTimeout: LockTimeout;
  /** Whether to plan the destruction of everything. */
  readonly destroy: boolean;
}

/** Writes a plan into a file; it may take 30 minutes once it has the lock. */
export function makePlan(
  tool: Tool,
  { file, variablesFile, lockTimeout, destroy }: PlanOptions,
  say: (line: string) => void,
): Promise<Followed> {
  const words = [
    "plan",
    ...(destroy ? ["-destroy"] : []),
    ...together(lockTimeout),
    `-var-file=${variablesFile}`,
    `-out=${file}`,
  ];
  return follow(tool, words, 30 * minute + lockTimeout.milliseconds, say);
}

/** Carries out the plan in a file; it may take as long as GitHub lets a job run. */
export function applyPlan(
  tool: Tool,
  file: string,
  lockTimeout: LockTimeout,
  say: (line: string) => void,
): Promise<Followed> {
  return follow(tool, ["apply", ...together(lockTimeout), file], 360 * minute, say);
}

function together({ text }: LockTimeout): readonly string[] {
  return ["-input=false", "-json", `-lock-timeout=${text}`];
}

async function follow(
  tool: Tool,
  words: readonly string[],
  deadline: number,
  say: (line: string) => void,
): Promise<Followed> {
  const events = readEvents(say);
  const answer = await tool.follow(words, deadline, events.read);
  return { answer, events };
}
