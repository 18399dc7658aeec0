import { andThen, combine, type Refusal, type Result } from "@lablink-actions/release-core";
import { parseSources, readName, readVersion } from "../src/sources.ts";

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

/** Name and version of a pyproject.toml alone, or beside these files. */
export function parseProject(
  text: string | undefined,
  file: string,
  packageName: string,
  setup: readonly string[] = [],
) {
  return andThen(parseSources({ file, pyproject: text, setup }, packageName), (sources) =>
    combine({ name: readName(sources, packageName), version: readVersion(sources) }),
  );
}
