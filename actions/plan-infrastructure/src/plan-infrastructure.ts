import type { Decision } from "@lablink-actions/action-kit";
import {
  type Change,
  commandFailed,
  different,
  type LockTimeout,
  makePlan,
  namesOf,
  readDeclared,
  readPlan,
  readState,
  type Tool,
  undeclared,
  type Variables,
  variablesFile,
} from "@lablink-actions/infrastructure";
import { digestOf } from "@lablink-actions/registries";
import {
  acceptUnless,
  andThen,
  type Digest,
  listing,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

interface PlanInfrastructureInputs {
  readonly variables: Variables;
  /** Whether to plan the destruction of everything. */
  readonly destroy: boolean;
  readonly lockTimeout: LockTimeout;
}

interface PlanInfrastructureEffects {
  readonly tool: Tool;
  /** Writes a file for this run only, and gives its path. */
  readonly writeFile: (name: string, content: string) => string;
  /** The path a file for this run only would have. */
  readonly pathFor: (name: string) => string;
  /** A file's content; undefined if there is no such file. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
  /** A line for the log, while it goes on. */
  readonly say: (line: string) => void;
}

/**
 * Plans, and says what the plan does, without a value of anything.
 *
 * Whether nothing is deployed yet is decided here, once, for the apply: the stored state has no resource, and the plan
 * does nothing but create. Either alone could be of another moment.
 *
 * Whether each value arrives is asked of the tool before it plans, if it can say that, and always of its plan.
 *
 * @returns the outputs, or `variable-not-arrived` (LA633), `infrastructure-command-failed` (LA640),
 * `infrastructure-answer-unreadable` (LA641)
 */
export async function planInfrastructure(
  { variables, destroy, lockTimeout }: PlanInfrastructureInputs,
  effects: PlanInfrastructureEffects,
): Promise<Result<Decision<Output>>> {
  const { tool, say } = effects;
  const declared = await readDeclared(tool);
  const arriving = acceptUnless(declared ? undeclared(variables, declared) : [], declared);
  if (!arriving.ok) return arriving;
  const state = await readState(tool);
  if (!state.ok) return state;
  const file = effects.pathFor("plan");
  const values = effects.writeFile("variables.tfvars.json", variablesFile(variables, declared));
  const options = { file, variablesFile: values, lockTimeout, destroy };
  const { answer, events } = await makePlan(tool, options, say);
  const plan = answer.exitCode === 0 ? effects.readBytes(file) : undefined;
  if (plan === undefined) return refuse(commandFailed(tool, "plan", answer, events));
  return andThen(await readPlan(tool, file), ({ changes, variables: planned }) =>
    acceptUnless(
      [...undeclared(variables, planned.declared), ...different(variables, planned)],
      describe({
        destroy,
        changes,
        wasEmpty: state.value.length === 0 && changes.every(({ action }) => action === "create"),
        file,
        digest: digestOf(plan),
        variables: namesOf(variables, planned.declared),
      }),
    ),
  );
}

interface Plan {
  readonly destroy: boolean;
  /** Also what it leaves as it is. */
  readonly changes: readonly Change[];
  /** Whether nothing is deployed yet. */
  readonly wasEmpty: boolean;
  readonly file: string;
  readonly digest: Digest;
  /** Names of variables: those that took a value, and those that are not declared and need not be. */
  readonly variables: ReturnType<typeof namesOf>;
}

function describe(plan: Plan): Decision<Output> {
  const { destroy, changes: all, wasEmpty, file, digest, variables } = plan;
  const changes = all.filter(({ action }) => action !== "no-op");
  return {
    outputs: {
      plan: file,
      "plan-digest": digest,
      "was-empty": String(wasEmpty),
      changes: JSON.stringify(changes.map(({ address, action }) => ({ address, action }))),
    },
    title: destroy ? "Plan of destruction" : "Plan",
    facts: [
      ...changes.map(({ address, action, attributes }): [string, string] => [
        address,
        [action, attributes.join(", ")].filter(Boolean).join(": "),
      ]),
      ["Unchanged", String(all.length - changes.length)],
      ["Variables", listing(variables.taken) || "none"],
      ...(variables.passedOver.length > 0
        ? [["Not declared", listing(variables.passedOver)] as const]
        : []),
      ["Before", wasEmpty ? "nothing is deployed" : "deployed, or partly"],
    ],
    warnings:
      destroy && all.length === 0
        ? ["There is nothing to destroy. Is this the deployment that was meant?"]
        : [],
  };
}
