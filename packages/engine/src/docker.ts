import { type ProgramAnswer, type ProgramOptions, runProgram } from "@lablink-actions/action-kit";
import { type Result, refuse } from "@lablink-actions/release-core";

/** Calls docker. */
export type Docker = (words: readonly string[], options: ProgramOptions) => Promise<ProgramAnswer>;

/** The runner's own docker. */
export const docker: Docker = async (words, options) => {
  const answer = await runProgram("docker", words, options);
  // An image can write there as well, as much as it likes. What docker says of its own stands at the end.
  return { ...answer, trouble: answer.trouble.slice(-4000) };
};

/** Milliseconds for an answer that docker has at hand. */
export const shortly = 120_000;

/** Whether docker's trouble is that there is no engine to ask. */
export function engineIsGone({ trouble }: ProgramAnswer): boolean {
  return /cannot connect to the docker daemon|error during connect|failed to connect to the docker api|permission denied while trying to connect|is the docker daemon running|spawn docker ENOENT/i.test(
    trouble,
  );
}

/** `engine-unavailable` (LA605). */
export function engineUnavailable({ exitCode, trouble, endedBy }: ProgramAnswer): Result<never> {
  const end = endedBy === undefined ? `docker ended with ${exitCode}: ` : "";
  return refuse({
    name: "engine-unavailable",
    seen: `${end}${oneLine(trouble)}`,
    remedy: "Start the container engine, or run this step on a runner that has one.",
  });
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500) || "it said nothing";
}

/** Ends the step as cancelled (LA998) if the run was. */
export function heedCancellation(signal: AbortSignal): void {
  if (signal.aborted) throw new DOMException("the run was cancelled", "AbortError");
}
