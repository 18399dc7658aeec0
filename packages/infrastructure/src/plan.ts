import { accept, type Result, refuse } from "@lablink-actions/release-core";
import {
  anything,
  check,
  checkJson,
  clauseOf,
  list,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { commandFailed, unreadable } from "./failure.ts";
import type { Tool } from "./tool.ts";
import type { PlannedVariables } from "./variables.ts";

/** What a plan does to one resource. */
export interface Change {
  readonly address: string;
  /** `create`, `update`, `delete`, `delete and create`, `no-op` … as the plan's JSON has it. */
  readonly action: string;
  /** Of an update, the names of what changes. */
  readonly attributes: readonly string[];
}

/** What a saved plan says. */
export interface Plan {
  /** Of managed resources, also those that stay as they are. */
  readonly changes: readonly Change[];
  readonly variables: PlannedVariables;
}

const anyPlan = open({
  format_version: text({ pattern: /^1\./u, expected: "a version 1, such as 1.2" }),
});

const resourceChange = open({
  address: text(),
  mode: text(),
  change: open({
    actions: list(text()),
    before: optional(anything),
    after: optional(anything),
    after_unknown: optional(anything),
  }),
});

const declarations = record(text(), open({ ephemeral: optional(anything) }));

const plan = open({
  resource_changes: optional(list(resourceChange)),
  variables: optional(record(text(), open({ value: optional(anything) }))),
  configuration: open({ root_module: open({ variables: optional(declarations) }) }),
});

const configuration = open({ root_module: open({ variables: optional(declarations) }) });

/** A resource's attributes; a resource that is not there has null instead. */
const attributes = record(text(), anything);

/**
 * What a saved plan does, and the variables that it was made with, from `show -json` (OpenTofu's and Terraform's
 * documentation, "JSON Output Format"). Values of resources are left out: the plan holds all secrets in clear.
 *
 * @returns it, or `infrastructure-command-failed` (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function readPlan(tool: Tool, file: string): Promise<Result<Plan>> {
  const shown = await tool.ask(["show", "-json", "-no-color", file]);
  if (shown.exitCode !== 0) return refuse(commandFailed(tool, "show", shown));
  const any = checkJson(anyPlan, shown.output);
  // Only of a plan of version 1 is it known what the rest must look like.
  const checked = any.ok ? check(plan, any.value) : any;
  if (!checked.ok) return refuse(unreadable(tool, "show", clauseOf(checked.problems[0], "it")));
  const { resource_changes: changes = [], variables = {} } = checked.value;
  const declared = checked.value.configuration.root_module.variables ?? {};
  return accept({
    changes: changes.filter(({ mode }) => mode === "managed").map(changeOf),
    variables: {
      declared: new Set(Object.keys(declared)),
      // A plan has no value of an ephemeral variable, and OpenTofu writes its default there.
      values: new Map(
        Object.entries(variables)
          .filter(([name]) => declared[name]?.ephemeral !== true)
          .map(([name, { value }]) => [name, value]),
      ),
    },
  });
}

/**
 * The variables that an infrastructure declares, before anything is planned. Only OpenTofu since 1.11 says that
 * (`show -json -config`); of another tool its plan says it.
 *
 * @returns their names, or undefined if the tool does not say them
 */
export async function readDeclared(tool: Tool): Promise<ReadonlySet<string> | undefined> {
  if (tool.name !== "tofu") return undefined;
  const shown = await tool.ask(["show", "-json", "-no-color", "-config"]);
  const checked = checkJson(configuration, shown.exitCode === 0 ? shown.output : "");
  if (!checked.ok) return undefined;
  return new Set(Object.keys(checked.value.root_module.variables ?? {}));
}

function changeOf({ address, change }: Shaped<typeof resourceChange>): Change {
  const { actions } = change;
  return {
    address,
    action: actions.join(" and "),
    attributes: actions.join() === "update" ? changedAttributes(change) : [],
  };
}

function changedAttributes(change: Shaped<typeof resourceChange>["change"]): string[] {
  const before = new Map(attributesOf(change.before));
  const differing = attributesOf(change.after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name)),
  );
  const unknown = attributesOf(change.after_unknown).filter(([, value]) => value === true);
  return [...new Set([...differing, ...unknown].map(([name]) => name))].sort();
}

function attributesOf(value: unknown): [string, unknown][] {
  const checked = check(attributes, value ?? null);
  return checked.ok ? Object.entries(checked.value) : [];
}
