import { accept, type Result, refuse } from "@lablink-actions/release-core";
import {
  anything,
  check,
  checkJson,
  clauseOf,
  integer,
  list,
  open,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { commandFailed, unreadable } from "./failure.ts";
import type { Tool } from "./tool.ts";

/** A resource the state has, and so the world. */
export interface StateResource {
  readonly address: string;
  /** Whether its creation failed half-way. */
  readonly isTainted: boolean;
}

const anyState = open({ version: integer });

const resource = open({
  mode: text(),
  module: optional(text()),
  type: text(),
  name: text(),
  instances: list(open({ index_key: optional(anything), status: optional(text()) })),
});

const state = open({ resources: list(resource) });

/**
 * The resources of the state as it is stored, without data sources, which are only read. Only an answer that says so
 * means that there is no state.
 *
 * @returns them, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readState(tool: Tool): Promise<Result<readonly StateResource[]>> {
  const pulled = await tool.ask(["state", "pull"]);
  if (pulled.exitCode !== 0) return refuse(commandFailed(tool, "state pull", pulled));
  // Terraform says nothing of a state that was never written; OpenTofu writes an empty one.
  if (pulled.output.trim() === "") return accept([]);
  const unreadableState = (problem: string) => refuse(unreadable(tool, "state pull", problem));
  const any = checkJson(anyState, pulled.output);
  if (!any.ok) return unreadableState(clauseOf(any.problems[0], "it"));
  // Only then is it known what the rest must look like.
  const { version } = any.value;
  if (version !== 4) return unreadableState(`its version is ${version}, and must be 4`);
  const checked = check(state, any.value);
  if (!checked.ok) return unreadableState(clauseOf(checked.problems[0], "it"));
  return accept(checked.value.resources.flatMap(instancesOf));
}

function instancesOf({ mode, module, type, name, instances }: Shaped<typeof resource>) {
  if (mode !== "managed") return [];
  return instances.map(({ index_key: key, status }): StateResource => {
    const index = key === undefined ? "" : `[${JSON.stringify(key)}]`;
    return {
      address: `${module ? `${module}.` : ""}${type}.${name}${index}`,
      isTainted: status === "tainted",
    };
  });
}
