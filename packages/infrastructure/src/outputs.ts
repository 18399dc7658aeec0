import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { commandFailed, unreadable } from "./failure.ts";
import { entriesOf, member, parseJson } from "./json.ts";
import type { Tool } from "./tool.ts";

/** An output of the infrastructure. */
export interface ToolOutput {
  readonly isSensitive: boolean;
  readonly value: unknown;
}

/**
 * The infrastructure's outputs by name, the sensitive ones too.
 *
 * @returns them, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readOutputs(tool: Tool): Promise<Result<ReadonlyMap<string, ToolOutput>>> {
  const answered = await tool.run(["output", "-json", "-no-color"]);
  if (answered.exitCode !== 0) return refuse(commandFailed(tool, "output", answered));
  const outputs = parseJson(answered.stdout);
  if (typeof outputs !== "object" || outputs === null) return refuse(unreadable(tool, "output"));
  return accept(
    new Map(
      entriesOf(outputs).map(([name, output]) => [
        name,
        // What does not say that it may be shown is not shown.
        { isSensitive: member(output, "sensitive") !== false, value: member(output, "value") },
      ]),
    ),
  );
}
