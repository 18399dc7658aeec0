import {
  accept,
  acceptUnless,
  type Location,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { parse, TomlError, type TomlTable } from "smol-toml";
import type { EntryPoint } from "./entry-points.ts";
import { isTable, type ProjectTable } from "./pyproject.ts";

/**
 * Requires what a release says of itself: a description, and at least one author or maintainer with a name or an
 * address, written in [project] (packaging specification, "Declaring project metadata").
 *
 * @returns the project again, or `project-metadata-missing` (LA216) for each that is missing
 */
export function requireMetadata(project: ProjectTable): Result<ProjectTable> {
  const { description, authors, maintainers } = project.values;
  const hasPeople = namesPeople(authors) || (authors === undefined && namesPeople(maintainers));
  return acceptUnless(
    [
      ...(isText(description)
        ? []
        : [missing(project, "description", 'description = "What it does, in one line."')]),
      ...(hasPeople ? [] : [missing(project, "authors", 'authors = [{ name = "…" }]')]),
    ],
    project,
  );
}

/**
 * The entry points [project] declares: scripts, gui-scripts, and the groups of entry-points.
 *
 * @returns them, or `project-metadata-missing` (LA216) if the value of one is not text
 */
export function readEntryPoints(project: ProjectTable): Result<readonly EntryPoint[]> {
  const { scripts, "gui-scripts": guiScripts, "entry-points": groups } = project.values;
  const declared = [
    ["console_scripts", scripts],
    ["gui_scripts", guiScripts],
    ...(isTable(groups) ? Object.entries(groups) : []),
  ] as const;
  const entries = declared.flatMap(([group, table]) =>
    isTable(table) ? Object.entries(table).map(([name, value]) => ({ group, name, value })) : [],
  );
  return traverse(entries, ({ group, name, value }) =>
    isText(value)
      ? accept({ group, name, value })
      : refuse(missing(project, "scripts", 'name = "module:function" for each entry point')),
  );
}

/**
 * The refusals about a key of [project], with the line of the key, or else the line where the table begins. If its
 * value has several lines, it is the last one. A location in another file stays as it is.
 */
export function locate<T>(project: ProjectTable, key: string, result: Result<T>): Result<T> {
  if (result.ok) return result;
  const [first, ...others] = result.refusals.map((refusal) => locateOne(project, key, refusal));
  return first ? refuse(first, ...others) : result;
}

function locateOne(project: ProjectTable, key: string, refusal: Refusal): Refusal {
  if (refusal.location !== undefined && refusal.location.file !== project.file) return refusal;
  const at = refusal.name === "project-version-dynamic" ? "dynamic" : key;
  return { ...refusal, location: locationOf(project, at) };
}

function locationOf(project: ProjectTable, key: string): Location {
  const line = lineOf(project, key);
  return { file: project.file, ...(line !== undefined && { line }) };
}

// For each line, all lines above it are parsed again. That takes a second for a file of this length.
const mostLines = 1000;

/** The TOML parser gives no positions, so the fewest lines that have the key are looked for. */
function lineOf({ text }: ProjectTable, key: string): number | undefined {
  const lines = text.split("\n");
  if (lines.length > mostLines) return undefined;
  let table: number | undefined;
  for (let count = 1; count <= lines.length; count++) {
    const project = parseStart(lines.slice(0, count).join("\n"));
    if (project === undefined) continue;
    table ??= count;
    if (Object.hasOwn(project, key)) return count;
  }
  return table;
}

function parseStart(text: string): TomlTable | undefined {
  try {
    const project = parse(text, { integersAsBigInt: "asNeeded" })["project"];
    return isTable(project) ? project : undefined;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function missing(project: ProjectTable, key: string, example: string): Refusal {
  const { file, values } = project;
  const { dynamic } = values;
  const isDynamic = Array.isArray(dynamic) && dynamic.includes(key);
  const isThere = values[key] !== undefined;
  return {
    name: "project-metadata-missing",
    seen: `${file} ${isDynamic ? `declares ${key} as dynamic` : isThere ? `has nothing usable as ${key}` : `has no ${key}`} in [project]`,
    remedy: `Write ${example}.`,
    location: locationOf(project, isDynamic ? "dynamic" : key),
  };
}

function namesPeople(value: TomlTable[string] | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPerson);
}

function isPerson(value: TomlTable[string]): boolean {
  return isTable(value) && (isText(value["name"]) || isText(value["email"]));
}

function isText(value: TomlTable[string] | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}
