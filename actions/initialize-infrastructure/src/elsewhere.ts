import { type BackendSettings, initialize, readState } from "@lablink-actions/infrastructure";
import { accept, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import type { InitializeEffects } from "./initialize-infrastructure.ts";

/**
 * Looks for a live state at other keys of the bucket, after the state itself was seen to be empty. What was deployed
 * with an older key must neither be deployed a second time, nor be left running by a destruction that finds nothing.
 *
 * @returns nothing if there is none, or `state-elsewhere` (LA628), `infrastructure-command-failed` (LA640),
 * `infrastructure-answer-unreadable` (LA641)
 */
export async function findElsewhere(
  backend: BackendSettings,
  otherKeys: readonly string[],
  effects: InitializeEffects,
): Promise<Result<undefined>> {
  for (const key of otherKeys) {
    effects.say(`There is no state at ${backend.key}: looking at ${key}`);
    const count = await resourcesAt(key, backend, effects);
    if (!count.ok) return refuse(...withWayOut(count.refusals, key));
    if (count.value > 0) return refuse(elsewhere(backend, key, count.value));
  }
  return accept(undefined);
}

async function resourcesAt(
  key: string,
  { lines, ...backend }: BackendSettings,
  { makeFolder, toolIn, say }: InitializeEffects,
): Promise<Result<number>> {
  const tool = toolIn(makeFolder());
  const others = lines.filter((line) => !/^key\s*=/.test(line));
  const there = { ...backend, key, lines: [...others, `key=${key}`] };
  const initialized = await initialize(tool, there, false, say);
  if (!initialized.ok) return initialized;
  const state = await readState(tool);
  return state.ok ? accept(state.value.length) : state;
}

function withWayOut(refusals: readonly [Refusal, ...Refusal[]], key: string) {
  const way = `Or give state-key (for client VMs client-state-key), so that ${key} is not looked at.`;
  const [first, ...more] = refusals;
  return [{ ...first, remedy: `${first.remedy} ${way}` }, ...more] as const;
}

function elsewhere({ bucket, key: own }: BackendSettings, key: string, count: number): Refusal {
  const command = `aws s3 cp s3://${bucket}/${key} s3://${bucket}/${own}`;
  return {
    name: "state-elsewhere",
    seen: `there is no state at ${own}, and the one at ${key} in the bucket ${bucket} has ${count} ${count === 1 ? "resource" : "resources"}`,
    remedy: `If that is this deployment, move it over by ${command}, or give the template of its key as state-key (for client VMs client-state-key). If it is another one, give that of the key that is meant.`,
  };
}
