import type { Location } from "@lablink-actions/release-core";
import { parse, TomlError, type TomlTable } from "smol-toml";
import { isTable } from "./pyproject.ts";

/** A table of a pyproject.toml that describes the package, and its place. */
export interface ProjectTable {
  /** The path, as refusals name it. */
  readonly file: string;
  readonly text: string;
  /** The keys that lead to the table: `project`. */
  readonly path: readonly string[];
  readonly values: TomlTable;
}

/** The table as people write it: `[project]`. */
export function headingOf({ path }: ProjectTable): string {
  return `[${path.join(".")}]`;
}

/** The table under these keys; undefined if there is none. */
export function tableAt(document: TomlTable, path: readonly string[]): TomlTable | undefined {
  let table: TomlTable = document;
  for (const key of path) {
    const next = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!isTable(next)) return undefined;
    table = next;
  }
  return table;
}

/** The line of a key, or else that where the table begins. If its value has several lines, it is the last one. */
export function locationOf(table: ProjectTable, key: string): Location {
  const line = lineOf(table, key);
  return { file: table.file, ...(line !== undefined && { line }) };
}

// For each line, all lines above it are parsed again. That takes a second for a file of this length.
const mostLines = 1000;

/** The TOML parser gives no positions, so the fewest lines that have the key are looked for. */
function lineOf({ text, path }: ProjectTable, key: string): number | undefined {
  const lines = text.split("\n");
  if (lines.length > mostLines) return undefined;
  let start: number | undefined;
  for (let count = 1; count <= lines.length; count++) {
    const table = parseStart(lines.slice(0, count).join("\n"), path);
    if (table === undefined) continue;
    start ??= count;
    if (Object.hasOwn(table, key)) return count;
  }
  return start;
}

function parseStart(text: string, path: readonly string[]): TomlTable | undefined {
  try {
    return tableAt(parse(text, { integersAsBigInt: "asNeeded" }), path);
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}
