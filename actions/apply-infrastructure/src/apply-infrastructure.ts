import type { Decision } from "@lablink-actions/action-kit";
import {
  applyPlan,
  problemsOf,
  readOutputs,
  readState,
  type Tool,
  type ToolEvents,
  type ToolOutput,
} from "@lablink-actions/infrastructure";
import { digestOf } from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  listing,
  map,
  type NonEmpty,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type CleanUpEffects, type CleanUpInputs, cleanUp } from "./clean-up.ts";
import type { Output } from "./declaration.ts";

interface ApplyInfrastructureInputs extends CleanUpInputs {
  /** The file with the plan. */
  readonly plan: string;
  readonly planDigest: Digest;
  /** Whether nothing was deployed when it was planned. */
  readonly wasEmpty: boolean;
  readonly destroy: boolean;
  /** Names of the outputs to show. */
  readonly outputs: readonly string[];
  /** Undefined if no key is to be written. */
  readonly privateKeyOutput: string | undefined;
  /** Whether others could read the file: anybody who is signed in can read an artifact of a public repository. */
  readonly withholdPrivateKey: boolean;
}

interface ApplyInfrastructureEffects extends CleanUpEffects {
  /** A file's content; undefined if there is no such file. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly mask: (secret: string) => void;
}

/**
 * Carries a plan out: the one that was shown, byte for byte.
 *
 * @returns the outputs; or `plan-differs` (LA642); or `apply-failed` (LA643), after which an existing deployment is as
 * the apply left it, and what a first one had created is destroyed, or else `clean-up-incomplete` (LA644) says what is
 * left; or `destroy-incomplete` (LA645); or LA640, LA641
 */
export async function applyInfrastructure(
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
): Promise<Result<Decision<Output>>> {
  const { tool, say } = effects;
  const plan = effects.readBytes(inputs.plan);
  if (plan === undefined || digestOf(plan) !== inputs.planDigest) return planDiffers();
  const { answer, events } = await applyPlan(tool, inputs.plan, inputs.lockTimeout, say);
  if (answer.exitCode !== 0) {
    return refuse(...(await afterFailure(problemsOf(answer, events), events, inputs, effects)));
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

/** An apply that failed. Only what this run created may be destroyed, and only if nothing was deployed before. */
async function afterFailure(
  why: string,
  events: ToolEvents,
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
): Promise<NonEmpty<Refusal>> {
  const failed = (what: string): Refusal => ({
    name: "apply-failed",
    seen: `the plan was not carried out: ${why}\n${what}`,
    remedy: "Fix what failed, and run it again.",
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

async function describeDestruction(
  tool: Tool,
  { done }: ToolEvents,
): Promise<Result<Decision<Output>>> {
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
    facts: [...changesOf(done), ["Left in the state", "nothing"]],
  });
}

async function describeDeployment(
  { done }: ToolEvents,
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
): Promise<Result<Decision<Output>>> {
  return map(await readOutputs(effects.tool), (outputs) => {
    const shown = inputs.outputs.flatMap((name): [string, string][] => {
      const output = outputs.get(name);
      return output === undefined ? [] : [[name, shownValue(output)]];
    });
    return {
      outputs: {
        changes: JSON.stringify(done),
        outputs: JSON.stringify(Object.fromEntries(shown)),
        "private-key-file": keepKey(outputs, inputs, effects),
      },
      title: "Deployed",
      facts: [...shown, ...changesOf(done), ["Changed", String(done.length)]],
    };
  });
}

function changesOf(done: ToolEvents["done"]): readonly (readonly [string, string])[] {
  return done.map(({ address, action }) => [address, `${action}, done`]);
}

function shownValue({ isSensitive, value }: ToolOutput): string {
  if (isSensitive) return "sensitive, not shown";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The file with the private key; empty if the infrastructure has none. */
function keepKey(
  outputs: ReadonlyMap<string, ToolOutput>,
  { privateKeyOutput, withholdPrivateKey }: ApplyInfrastructureInputs,
  { mask, say, writeFile }: ApplyInfrastructureEffects,
): string {
  const key = privateKeyOutput === undefined ? undefined : outputs.get(privateKeyOutput)?.value;
  if (typeof key !== "string" || key === "") return "";
  mask(key);
  if (withholdPrivateKey) {
    say(
      `The private key is not written: anybody could read it. The state has it as ${privateKeyOutput}.`,
    );
    return "";
  }
  return writeFile("private-key.pem", key);
}
