import type { Decision } from "@lablink-actions/action-kit";
import {
  problemsOf,
  readEvents,
  readOutputs,
  readState,
  type Tool,
  type ToolEvents,
  type ToolOutput,
} from "@lablink-actions/infrastructure";
import {
  accept,
  listing,
  map,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type CleanUpEffects, cleanUp } from "./clean-up.ts";

export interface ApplyInfrastructureInputs {
  /** The file with the plan. */
  readonly plan: string;
  readonly planDigest: string;
  /** Whether nothing was deployed when it was planned. */
  readonly wasEmpty: boolean;
  readonly variables: string;
  readonly destroy: boolean;
  /** Names of the outputs to show. */
  readonly outputs: readonly string[];
  readonly privateKeyOutput: string;
  readonly lockTimeout: string;
}

export interface ApplyInfrastructureEffects extends CleanUpEffects {
  readonly tool: Tool;
  /** SHA-256 of a file, in hexadecimal digits; undefined where there is no such file. */
  readonly digestOf: (path: string) => string | undefined;
  readonly mask: (secret: string) => void;
}

/**
 * Carries a plan out: the one that was shown, byte for byte.
 *
 * @returns the outputs; or `plan-differs` (LA642); or `apply-failed` (LA643), after which an existing deployment is as
 * the apply left it and what a first one had created is destroyed, with `clean-up-incomplete` (LA644) where it is not;
 * or `destroy-incomplete` (LA645); or LA640, LA641
 */
export async function applyInfrastructure(
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
) {
  const { tool } = effects;
  if (effects.digestOf(inputs.plan) !== inputs.planDigest) return planDiffers();
  const events = readEvents(effects.say);
  const applied = await tool.run(
    ["apply", "-input=false", "-json", `-lock-timeout=${inputs.lockTimeout}`, inputs.plan],
    events.read,
  );
  if (applied.exitCode !== 0) {
    const why = problemsOf(applied, events);
    return refuse(...(await afterFailure(why, events, inputs, effects)));
  }
  return inputs.destroy
    ? describeDestruction(tool, events)
    : describeDeployment(events, inputs, effects);
}

function planDiffers(): Result<never> {
  return refuse({
    name: "plan-differs",
    seen: "the plan is not the one that was shown",
    remedy: "Pass on plan and plan-digest of one plan-infrastructure step, in the same job.",
  });
}

/** An apply that failed: what may be destroyed is what this run created where nothing was. */
async function afterFailure(
  why: string,
  events: ToolEvents,
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
): Promise<readonly [Refusal, ...Refusal[]]> {
  const failed = (what: string): Refusal => ({
    name: "apply-failed",
    seen: `the plan was not carried out: ${why}\n${what}`,
    remedy: "Mend what failed, and run it again.",
  });
  if (events.begun.length === 0) return [failed("Nothing was changed.")];
  const done = events.done.map(({ address, action }) => `${address} (${action})`);
  const before = `Done before that: ${listing(done) || "nothing"}.`;
  if (inputs.destroy) return [failed(before)];
  if (!inputs.wasEmpty) return [failed(`${before} What was deployed before is not destroyed.`)];
  const cleaned = await cleanUp(events, inputs, effects);
  if (!cleaned.ok) return [failed(before), ...cleaned.refusals];
  const gone = listing(cleaned.value) || "nothing";
  return [failed(`It was the first deployment, so what it had created was destroyed: ${gone}.`)];
}

async function describeDestruction(tool: Tool, { done }: ToolEvents) {
  const left = await readState(tool);
  if (!left.ok) return left;
  if (left.value.length > 0) {
    return refuse({
      name: "destroy-incomplete",
      seen: `the state still has ${listing(left.value.map(({ address }) => address))}`,
      remedy: "Run the destruction again.",
    });
  }
  return accept({
    outputs: { changes: JSON.stringify(done), outputs: "{}", "private-key-file": "" },
    title: "Destroyed",
    facts: [
      ...done.map(({ address, action }) => [address, `${action}, done`] as const),
      ["Left in the state", "nothing"] as const,
    ],
  } satisfies Decision);
}

async function describeDeployment(
  { done }: ToolEvents,
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
) {
  return map(await readOutputs(effects.tool), (outputs) => {
    const shown = inputs.outputs.flatMap((name) => {
      const output = outputs.get(name);
      return output === undefined ? [] : [[name, shownValue(output)] as const];
    });
    const key = outputs.get(inputs.privateKeyOutput)?.value;
    return {
      outputs: {
        changes: JSON.stringify(done),
        outputs: JSON.stringify(Object.fromEntries(shown)),
        "private-key-file": typeof key === "string" && key !== "" ? keepKey(key, effects) : "",
      },
      title: "Deployed",
      facts: [
        ...shown,
        ...done.map(({ address, action }) => [address, `${action}, done`] as const),
        ["Changed", String(done.length)] as const,
      ],
    } satisfies Decision;
  });
}

function shownValue({ isSensitive, value }: ToolOutput): string {
  if (isSensitive) return "sensitive, not shown";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function keepKey(key: string, { mask, writeFile }: ApplyInfrastructureEffects): string {
  mask(key);
  return writeFile("private-key.pem", key);
}
