import {
  applyPlan,
  commandFailed,
  type LockTimeout,
  makePlan,
  problemsOf,
  readPlan,
  readState,
  type StateResource,
  type Tool,
  type ToolEvents,
  type Variables,
  variablesFile,
} from "@lablink-actions/infrastructure";
import { accept, listing, type Refusal, type Result, refuse } from "@lablink-actions/release-core";

export interface CleanUpInputs {
  readonly variables: Variables;
  readonly lockTimeout: LockTimeout;
}

export interface CleanUpEffects {
  readonly tool: Tool;
  /** Writes a file for this run only, which nobody else may read, and gives its path. */
  readonly writeFile: (name: string, content: string) => string;
  /** The path a file for this run only would have. */
  readonly pathFor: (name: string) => string;
  readonly say: (line: string) => void;
  /** Aborted when the run is cancelled. */
  readonly cancelled: AbortSignal;
}

/**
 * Destroys what a failed first apply created, by a plan that is looked through before it is carried out. If it would
 * destroy anything else, another run has deployed in the meantime, and nothing is destroyed. A plan is valid for one
 * version of the state only, so nothing can come in between.
 *
 * @returns the addresses that are gone, or `clean-up-incomplete` (LA644) with the cause (LA640, LA641)
 */
export async function cleanUp(
  created: ToolEvents,
  { variables, lockTimeout }: CleanUpInputs,
  effects: CleanUpEffects,
): Promise<Result<readonly string[]>> {
  const { tool, say, cancelled } = effects;
  // The runner ends everything a few seconds later, which would leave the state locked.
  if (cancelled.aborted) return refuse(incomplete("the run was cancelled"));
  say("The first deployment failed: destroying what it created");
  const file = effects.pathFor("clean-up-plan");
  const values = effects.writeFile("variables.tfvars.json", variablesFile(variables));
  const options = { file, variablesFile: values, lockTimeout, destroy: true };
  const planned = await makePlan(tool, options, say);
  if (planned.answer.exitCode !== 0) {
    return refuse(
      incomplete("it could not be planned"),
      commandFailed(tool, "plan", planned.answer, planned.events),
    );
  }
  const plan = await readPlan(tool, file);
  if (!plan.ok) return refuse(incomplete("its plan could not be read"), ...plan.refusals);
  const state = await readState(tool);
  if (!state.ok) return refuse(incomplete("the state could not be read"), ...state.refusals);

  const own = createdBy(created, state.value);
  const addresses = plan.value.changes.map(({ address }) => address);
  const foreign = addresses.filter((address) => !own.has(address));
  if (foreign.length > 0) {
    return refuse(
      incomplete(`this run did not create ${listing(foreign)}, so nothing is destroyed`),
    );
  }
  const unknown = [...own].filter((address) => !addresses.includes(address));
  if (unknown.length > 0) {
    return refuse(incomplete(`the state does not have ${listing(unknown)}, which it created`));
  }
  const applied = await applyPlan(tool, file, lockTimeout, say);
  if (applied.answer.exitCode !== 0) {
    return refuse(incomplete(problemsOf(applied.answer, applied.events)));
  }
  const left = await readState(tool);
  if (!left.ok) return refuse(incomplete("the state could not be read"), ...left.refusals);
  if (left.value.length > 0) {
    return refuse(incomplete(`left are ${listing(left.value.map(({ address }) => address))}`));
  }
  return accept(applied.events.done.map(({ address }) => address));
}

/**
 * What a run created: what it says it finished, and what it says failed, if the state has that as half-made. If that
 * is whole by now, another run has made it.
 */
function createdBy(
  { done, failed }: ToolEvents,
  state: readonly StateResource[],
): ReadonlySet<string> {
  const halfMade = state.filter(({ isTainted }) => isTainted).map(({ address }) => address);
  return new Set([
    ...done.filter(({ action }) => action === "create").map(({ address }) => address),
    ...failed.filter((address) => halfMade.includes(address)),
  ]);
}

function incomplete(why: string): Refusal {
  return {
    name: "clean-up-incomplete",
    seen: `what the failed first deployment created was not cleaned up: ${why}`,
    remedy:
      "Look at what is there; deploy again, or destroy the deployment by the destroy workflow.",
  };
}
