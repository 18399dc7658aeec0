import { normalizePackageName } from "@lablink-actions/release-core";
import type { TomlTable } from "smol-toml";
import { isTable } from "./pyproject.ts";

/**
 * The words for `uv sync` that install the extra or the dependency group (PEP 735) of a name, whichever there is.
 *
 * @returns both, if there are both; empty if there is neither
 */
export function installWords(document: TomlTable, name: string): string {
  const project = tableOf(document["project"]);
  return [
    ...(has(project["optional-dependencies"], name) ? [`--extra ${name}`] : []),
    ...(has(document["dependency-groups"], name) ? [`--group ${name}`] : []),
  ].join(" ");
}

function has(value: TomlTable[string] | undefined, name: string): boolean {
  const names = Object.keys(tableOf(value)).map(normalizePackageName);
  return names.includes(normalizePackageName(name));
}

function tableOf(value: TomlTable[string] | undefined): TomlTable {
  return isTable(value) ? value : {};
}
