import { accept, type Result, refuse } from "@lablink-actions/release-core";
import {
  anything,
  boolean,
  checkJson,
  clauseOf,
  open,
  optional,
  record,
  text,
} from "@lablink-actions/shape";
import { commandFailed, unreadable } from "./failure.ts";
import type { Tool } from "./tool.ts";

/** An output of the infrastructure. */
export interface ToolOutput {
  readonly isSensitive: boolean;
  readonly value: unknown;
}

const outputs = record(text(), open({ sensitive: optional(boolean), value: optional(anything) }));

/**
 * The infrastructure's outputs by name, the sensitive ones too.
 *
 * @returns them, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readOutputs(tool: Tool): Promise<Result<ReadonlyMap<string, ToolOutput>>> {
  const answered = await tool.ask(["output", "-json", "-no-color"]);
  if (answered.exitCode !== 0) return refuse(commandFailed(tool, "output", answered));
  const checked = checkJson(outputs, answered.output);
  if (!checked.ok) return refuse(unreadable(tool, "output", clauseOf(checked.problems[0], "it")));
  return accept(
    new Map(
      Object.entries(checked.value).map(([name, { sensitive, value }]) => [
        name,
        // An output is shown only if it says that it may be.
        { isSensitive: sensitive !== false, value },
      ]),
    ),
  );
}
