import type { Decision } from "@lablink-actions/action-kit";
import {
  type Change,
  commandFailed,
  readEvents,
  readPlan,
  readState,
  type Tool,
} from "@lablink-actions/infrastructure";
import { accept, combine, map, quote, type Result, refuse } from "@lablink-actions/release-core";

export interface PlanInfrastructureInputs {
  /** Values of variables, JSON. */
  readonly variables: string;
  readonly destroy: boolean;
  readonly lockTimeout: string;
}

export interface PlanInfrastructureEffects {
  readonly tool: Tool;
  /** Writes a file for this run only, and gives its path. */
  readonly writeFile: (name: string, content: string) => string;
  /** The path a file for this run only would have. */
  readonly pathFor: (name: string) => string;
  /** SHA-256 of a file, in hexadecimal digits; undefined where there is no such file. */
  readonly digestOf: (path: string) => string | undefined;
  readonly say: (line: string) => void;
}

/**
 * Plans, and says what the plan does, without a value of anything.
 *
 * Whether nothing is deployed yet is decided here, once, for the apply: the stored state has no resource, and the plan
 * does nothing but create. Either alone could be of another moment.
 *
 * @returns the outputs, or `input-invalid` (LA902), `infrastructure-command-failed` (LA640),
 * `infrastructure-answer-unreadable` (LA641)
 */
export async function planInfrastructure(
  inputs: PlanInfrastructureInputs,
  effects: PlanInfrastructureEffects,
) {
  const { tool, say } = effects;
  const checked = combine({
    variables: parseVariables(inputs.variables),
    lockTimeout: parseLockTimeout(inputs.lockTimeout),
  });
  if (!checked.ok) return checked;
  const state = await readState(tool);
  if (!state.ok) return state;
  const file = effects.pathFor("plan");
  const events = readEvents(say);
  const planned = await tool.run(
    [
      "plan",
      "-input=false",
      "-json",
      `-lock-timeout=${inputs.lockTimeout}`,
      `-var-file=${effects.writeFile("variables.tfvars.json", inputs.variables)}`,
      `-out=${file}`,
      ...(inputs.destroy ? ["-destroy"] : []),
    ],
    events.read,
  );
  if (planned.exitCode !== 0) return refuse(commandFailed(tool, "plan", planned, events));
  const changes = await readPlan(tool, file);
  const digest = effects.digestOf(file);
  if (digest === undefined) return refuse(commandFailed(tool, "plan", planned, events));
  return map(changes, (all) => {
    const isFirst = state.value.length === 0 && all.every(({ action }) => action === "create");
    return describe(inputs.destroy, all, isFirst, file, digest);
  });
}

function describe(
  destroy: boolean,
  all: readonly Change[],
  wasEmpty: boolean,
  plan: string,
  digest: string,
) {
  const changes = all.filter(({ action }) => action !== "no-op");
  const kept = all.length - changes.length;
  return {
    outputs: {
      plan,
      "plan-digest": digest,
      "was-empty": String(wasEmpty),
      changes: JSON.stringify(changes.map(({ address, action }) => ({ address, action }))),
    },
    title: destroy ? "Plan of destruction" : "Plan",
    facts: [
      ...changes.map(({ address, action, attributes }) => {
        return [address, [action, attributes.join(", ")].filter(Boolean).join(": ")] as const;
      }),
      ["Unchanged", String(kept)] as const,
      ["Before", wasEmpty ? "nothing is deployed" : "deployed, or partly"] as const,
    ],
    warnings:
      destroy && all.length === 0
        ? ["There is nothing to destroy. Is this the deployment that was meant?"]
        : [],
  } satisfies Decision;
}

function parseVariables(text: string): Result<string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return accept(text);
  } catch {
    // Told below, as what is JSON and no object.
  }
  return refuse({
    name: "input-invalid",
    seen: "the input variables is no JSON object",
    remedy: "Pass on the output variables of resolve-deployment.",
  });
}

/** How long to wait for another run's lock, as the tools take it. */
function parseLockTimeout(text: string): Result<string> {
  if (/^[0-9]+(?:s|m)$/.test(text)) return accept(text);
  return refuse({
    name: "input-invalid",
    seen: `the input lock-timeout is ${quote(text)}`,
    remedy: "Write seconds or minutes, such as 30s or 5m.",
  });
}
