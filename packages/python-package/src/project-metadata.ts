import {
  accept,
  acceptUnless,
  type Location,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { TomlTable } from "smol-toml";
import type { CoreMetadata } from "./core-metadata.ts";
import type { EntryPoint } from "./entry-points.ts";
import { headingOf, locationOf, type ProjectTable } from "./project-table.ts";
import { isTable } from "./pyproject.ts";
import { isDynamic, type Sources } from "./sources.ts";

/** What a release must say of itself, by the keys of [project]. */
type RequiredKey = "description" | "authors";

const required: readonly RequiredKey[] = ["description", "authors"];

/**
 * Requires what a release says of itself: a description, and at least one author or maintainer with a name or an
 * address (packaging specification, "Declaring project metadata").
 *
 * @returns what the sources leave to the built files, or `project-metadata-missing` (LA216) for each that is missing
 */
export function requireMetadata({ project }: Sources): Result<readonly RequiredKey[]> {
  if (project === undefined) return accept(required);
  const open = required.filter((key) => !isStated(project, key));
  const left = open.filter((key) => isLeft(project, key));
  return acceptUnless(
    open.filter((key) => !left.includes(key)).map((key) => missing(project, key, examples[key])),
    left,
  );
}

const examples: Readonly<Record<RequiredKey, string>> = {
  description: 'description = "What it does, in one line."',
  authors: 'authors = [{ name = "…" }]',
};

function isStated({ values }: ProjectTable, key: RequiredKey): boolean {
  const { description, authors, maintainers } = values;
  if (key === "description") return isText(description);
  return namesPeople(authors) || (authors === undefined && namesPeople(maintainers));
}

function isLeft(project: ProjectTable, key: RequiredKey): boolean {
  return isDynamic(project, key) || (key === "authors" && isDynamic(project, "maintainers"));
}

/**
 * The same of a built file, for what the sources leave to it.
 *
 * @param path the file, as refusals name it
 * @returns a refusal (LA216) for each that is missing
 */
export function missingInBuilt(
  path: string,
  { summary, people }: CoreMetadata,
  left: readonly RequiredKey[],
): readonly Refusal[] {
  const problems: Readonly<Record<RequiredKey, string | undefined>> = {
    description: summary === "" ? "has no Summary" : undefined,
    authors: people.length === 0 ? "names no author or maintainer" : undefined,
  };
  return left.flatMap((key) => {
    const problem = problems[key];
    if (problem === undefined) return [];
    const remedy = `Write ${examples[key]} in [project], or what the build backend takes it from.`;
    return missingMetadata(`the metadata of ${path} ${problem}`, remedy, { file: path });
  });
}

/**
 * The entry points [project] declares: scripts, gui-scripts, and the groups of entry-points.
 *
 * @returns them, or `project-metadata-missing` (LA216) if the value of one is not text
 */
export function readEntryPoints({ project }: Sources): Result<readonly EntryPoint[]> {
  if (project === undefined) return accept([]);
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

function missing(project: ProjectTable, key: string, example: string): Refusal {
  const what = project.values[key] === undefined ? `has no ${key}` : `has nothing usable as ${key}`;
  const seen = `${project.file} ${what} in ${headingOf(project)}`;
  return missingMetadata(seen, `Write ${example}.`, locationOf(project, key));
}

function missingMetadata(seen: string, remedy: string, location: Location): Refusal {
  return { name: "project-metadata-missing", seen, remedy, location };
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
