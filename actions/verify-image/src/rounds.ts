/** All checks that the probe makes, in as few containers as they can share. */
import { accept, type Result } from "@lablink-actions/release-core";
import { type ContainerEffects, type Examination, type Examined, examine } from "./container.ts";

/**
 * Makes the checks in one container without a network, and those that ask for the network in a second one that has it.
 * So no check has the network because another one asks for it. Both have the time for all checks together.
 *
 * @returns what the probe was at when its time was over, of each container; or what `examine` refuses
 */
export async function examineAll(
  examination: Omit<Examination, "network">,
  effects: ContainerEffects,
): Promise<Result<readonly Examined[]>> {
  const begin = effects.now();
  const ends: Examined[] = [];
  for (const network of [false, true]) {
    const checks = examination.checks.filter(({ asksNetwork = false }) => asksNetwork === network);
    const timeout = Math.ceil(examination.timeout - (effects.now() - begin) / 1000);
    if (checks.length === 0 || timeout <= 0) continue;
    const limit = Math.min(examination.limit, timeout);
    const examined = await examine({ ...examination, checks, network, timeout, limit }, effects);
    if (!examined.ok) return examined;
    ends.push(examined.value);
  }
  return accept(ends);
}
