import type { Refusal, RefusalName, Result } from "@lablink-actions/release-core";

/** Why there is no value; nothing if there is one. */
export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}

export function namesOf(result: Result<unknown>): RefusalName[] {
  return refusalsOf(result).map(({ name }) => name);
}
