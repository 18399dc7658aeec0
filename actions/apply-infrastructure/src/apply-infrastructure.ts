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
  andThen,
  type Digest,
  listing,
  type NonEmpty,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type CleanUpEffects, type CleanUpInputs, cleanUp } from "./clean-up.ts";
import type { Output } from "./declaration.ts";
import {
  keepKey,
  type PrivateKeyEffects,
  type PrivateKeyInputs,
  tryRecipient,
} from "./private-key.ts";

interface ApplyInfrastructureInputs extends CleanUpInputs, PrivateKeyInputs {
  /** The file with the plan. */
  readonly plan: string;
  readonly planDigest: Digest;
  /** Whether nothing was deployed when it was planned. */
  readonly wasEmpty: boolean;
  readonly destroy: boolean;
  /** Names of the outputs to show. */
  readonly outputs: readonly string[];
}

interface ApplyInfrastructureEffects extends CleanUpEffects, PrivateKeyEffects {
  /** A file's content; undefined if there is no such file. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
}

/**
 * Carries a plan out: the one that was shown, byte for byte.
 *
 * @returns the outputs; or `private-key-recipient-invalid` (LA632), `plan-differs` (LA642); or `apply-failed` (LA643), after which an existing deployment is as
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
  const encryptable = await tryRecipient(inputs, effects);
  if (!encryptable.ok) return encryptable;
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
    facts: [...changesOf(done), ["Left in this state", "nothing"]],
  });
}

async function describeDeployment(
  { done }: ToolEvents,
  inputs: ApplyInfrastructureInputs,
  effects: ApplyInfrastructureEffects,
): Promise<Result<Decision<Output>>> {
  return andThen(await readOutputs(effects.tool), async (outputs) => {
    const shown = [...new Set(inputs.outputs)].flatMap((name): [string, string][] => {
      const output = outputs.get(name);
      return output === undefined ? [] : [[name, shownValue(output)]];
    });
    return accept<Decision<Output>>({
      outputs: {
        changes: JSON.stringify(done),
        outputs: JSON.stringify(Object.fromEntries(shown)),
        "private-key-file": await keepKey(outputs, inputs, effects),
      },
      title: "Deployed",
      facts: [...shown, ...changesOf(done), ["Changed", String(done.length)]],
    });
  });
}

function changesOf(done: ToolEvents["done"]): readonly (readonly [string, string])[] {
  return done.map(({ address, action }) => [address, `${action}, done`]);
}

function shownValue({ isSensitive, value }: ToolOutput): string {
  if (isSensitive) return "sensitive, not shown";
  return typeof value === "string" ? value : JSON.stringify(value);
}
