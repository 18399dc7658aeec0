import type { Refusal, Result } from "@lablink-actions/release-core";

/** The least that is a releasable pyproject.toml. */
export function pyproject(name: string, version: string): string {
  return `[project]\nname = "${name}"\nversion = ${JSON.stringify(version)}\n`;
}

/** Why there is no value; nothing if there is one. */
export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}

/** What was seen of each refusal. */
export function seenOf(result: Result<unknown>): readonly string[] {
  return refusalsOf(result).map(({ seen }) => seen);
}
