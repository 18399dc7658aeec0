import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { commandFailed, unreadable } from "./failure.ts";
import { entriesOf, listMember, member, parseJson, textMember } from "./json.ts";
import type { Tool } from "./tool.ts";

/** What a plan does to one resource. */
export interface Change {
  readonly address: string;
  /** `create`, `update`, `delete`, `delete and create`, `no-op` … as the plan's JSON has it. */
  readonly action: string;
  /** Of an update, the names of what changes. */
  readonly attributes: readonly string[];
}

/**
 * What a saved plan does, from `show -json` (OpenTofu's and Terraform's documentation, "JSON Output Format"). Values are
 * left out: the plan holds all secrets in clear.
 *
 * @returns the changes, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readPlan(tool: Tool, file: string): Promise<Result<readonly Change[]>> {
  const shown = await tool.run(["show", "-json", "-no-color", file]);
  if (shown.exitCode !== 0) return refuse(commandFailed(tool, "show", shown));
  const plan = parseJson(shown.stdout);
  if (!textMember(plan, "format_version").startsWith("1.")) {
    return refuse(unreadable(tool, "show"));
  }
  return accept(
    listMember(plan, "resource_changes")
      .filter((change) => textMember(change, "mode") === "managed")
      .map(changeOf),
  );
}

function changeOf(resource: unknown): Change {
  const change = member(resource, "change");
  const actions = listMember(change, "actions");
  return {
    address: textMember(resource, "address"),
    action: actions.join(" and "),
    attributes: actions.join() === "update" ? changedAttributes(change) : [],
  };
}

function changedAttributes(change: unknown): string[] {
  const before = member(change, "before");
  const differing = entriesOf(member(change, "after")).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(member(before, name)),
  );
  const unknown = entriesOf(member(change, "after_unknown")).filter(([, value]) => value === true);
  return [...new Set([...differing, ...unknown].map(([name]) => name))].sort();
}
