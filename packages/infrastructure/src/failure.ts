import type { Refusal } from "@lablink-actions/release-core";
import type { ToolEvents } from "./events.ts";
import type { Tool, ToolAnswer } from "./tool.ts";

/** As a shell has it for a program that cannot be started. */
const notStarted = 127;

/** Why a command failed, in the tool's own words: its diagnostics, or else the end of its standard error. */
export function problemsOf(answer: ToolAnswer, events?: ToolEvents): string {
  const { exitCode, trouble, endedBy } = answer;
  const lines = trouble.split("\n").filter((line) => line !== "");
  const said = events?.problems ?? [];
  if (said.length === 0) return lines.slice(-20).join("\n") || `exit code ${exitCode}`;
  // What ended it is said last.
  return [...said, ...(endedBy ? lines.slice(-1) : [])].join("\n");
}

/** Nothing was changed yet: `infrastructure-command-failed` (LA640). */
export function commandFailed(
  tool: Tool,
  command: string,
  answer: ToolAnswer,
  events?: ToolEvents,
): Refusal {
  return {
    name: "infrastructure-command-failed",
    seen: `${tool.name} ${command} failed: ${problemsOf(answer, events)}`.replace(/\.$/, ""),
    remedy: remedyFor(tool, answer),
  };
}

function remedyFor({ name }: Tool, { exitCode, endedBy }: ToolAnswer): string {
  if (endedBy === "cancellation") return "Run it again.";
  if (endedBy === "deadline") {
    return "Find out what it waits for, such as a server that does not answer, and run it again.";
  }
  return exitCode === notStarted
    ? `Install ${name} before this step, without a wrapper around it, and check the input directory.`
    : "Fix what it names; if the state is locked, wait for the run that holds it.";
}

/** Nothing is known: `infrastructure-answer-unreadable` (LA641). `problem` holds no value of the answer. */
export function unreadable(tool: Tool, command: string, problem: string): Refusal {
  return {
    name: "infrastructure-answer-unreadable",
    seen: `${tool.name} ${command} answered something other than it documents: ${problem}`,
    remedy: "Use a release of OpenTofu, or of Terraform since 1.4, without a wrapper around it.",
  };
}
