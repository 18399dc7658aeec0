import type { Refusal } from "@lablink-actions/release-core";
import type { ToolEvents } from "./events.ts";
import type { Execution, Tool } from "./tool.ts";

/** What a program said of why it failed: its own diagnostics, or else the end of what it wrote as an error. */
export function problemsOf({ exitCode, stderr }: Execution, events?: ToolEvents): string {
  const said = events?.problems ?? [];
  if (said.length > 0) return said.join("\n");
  return stderr.trim().split("\n").slice(-20).join("\n") || `exit code ${exitCode}`;
}

/** Nothing was changed yet: `infrastructure-command-failed` (LA640). */
export function commandFailed(
  tool: Tool,
  command: string,
  execution: Execution,
  events?: ToolEvents,
): Refusal {
  return {
    name: "infrastructure-command-failed",
    seen: `${tool.name} ${command} failed: ${problemsOf(execution, events)}`.replace(/\.$/, ""),
    remedy:
      execution.exitCode === 127
        ? `Install ${tool.name} before this step, without a wrapper around it.`
        : "Mend what it names; where the state is locked, wait for the run that holds it.",
  };
}

/** Nothing is known: `infrastructure-answer-unreadable` (LA641). `problem` holds no value of the answer. */
export function unreadable(tool: Tool, command: string, problem: string): Refusal {
  return {
    name: "infrastructure-answer-unreadable",
    seen: `${tool.name} ${command} answered something other than it documents: ${problem}`,
    remedy: "Use a release of OpenTofu, or of Terraform since 1.4, without a wrapper around it.",
  };
}
