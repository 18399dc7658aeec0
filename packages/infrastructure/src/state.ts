import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { commandFailed, unreadable } from "./failure.ts";
import { listMember, member, parseJson, textMember } from "./json.ts";
import type { Tool } from "./tool.ts";

/** A resource the state has, and so the world. */
export interface StateResource {
  readonly address: string;
  /** Whether its creation failed half-way. */
  readonly isTainted: boolean;
}

/**
 * The resources of the state as it is stored; data sources, which are only read, are none. That there is no state is
 * known only from an answer that says so.
 *
 * @returns them, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readState(tool: Tool): Promise<Result<readonly StateResource[]>> {
  const pulled = await tool.run(["state", "pull"]);
  if (pulled.exitCode !== 0) return refuse(commandFailed(tool, "state pull", pulled));
  // Terraform says nothing of a state that was never written; OpenTofu writes an empty one.
  if (pulled.stdout.trim() === "") return accept([]);
  const state = parseJson(pulled.stdout);
  if (member(state, "version") !== 4 || !Array.isArray(member(state, "resources"))) {
    return refuse(unreadable(tool, "state pull"));
  }
  return accept(listMember(state, "resources").flatMap(instancesOf));
}

function instancesOf(resource: unknown): StateResource[] {
  if (textMember(resource, "mode") !== "managed") return [];
  const module = textMember(resource, "module");
  const own = `${textMember(resource, "type")}.${textMember(resource, "name")}`;
  return listMember(resource, "instances").map((instance) => {
    const key = member(instance, "index_key");
    const index = key === undefined ? "" : `[${JSON.stringify(key)}]`;
    return {
      address: `${module && `${module}.`}${own}${index}`,
      isTainted: member(instance, "status") === "tainted",
    };
  });
}
