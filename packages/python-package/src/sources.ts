import {
  accept,
  andThen,
  normalizePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import type { TomlTable } from "smol-toml";
import { headingOf, locationOf, type ProjectTable, tableAt } from "./project-table.ts";
import { parsePyproject } from "./pyproject.ts";

/** The files in a package's folder that say what it is, before it is built. */
export interface SourceFiles {
  /** The path of pyproject.toml, as refusals name it. */
  readonly file: string;
  /** Its text; undefined if there is no such file. */
  readonly pyproject: string | undefined;
  /** The paths of `setup.py` and `setup.cfg`, of those that are beside it. */
  readonly setup: readonly string[];
}

/** What the sources say of a package. What they do not say shows only in the built files. */
export interface Sources {
  /** The path of pyproject.toml, as refusals name it. */
  readonly file: string;
  /** The packaging specification's table. */
  readonly project: ProjectTable | undefined;
  /** Poetry's own table, if Poetry builds the package. */
  readonly poetry: ProjectTable | undefined;
}

/**
 * Finds what describes a package: [project], Poetry's own table, or only a way to build it.
 *
 * @returns it; or `pyproject-missing` (LA204) without a setup.py, `pyproject-unreadable` (LA205), or
 * `project-table-missing` (LA206) if nothing says that this is a package
 */
export function parseSources(
  { file, pyproject: text, setup }: SourceFiles,
  packageName: string,
): Result<Sources> {
  if (text === undefined) {
    if (setup.some((path) => path.endsWith("setup.py")))
      return accept({ file, project: undefined, poetry: undefined });
    return refuse({
      name: "pyproject-missing",
      seen: `there is no ${quote(file)}, and no setup.py beside it`,
      remedy: `Check out the repository before this step, and set directory to the folder of ${packageName}.`,
      location: { file },
    });
  }
  return andThen(parsePyproject(text, file), (document) => {
    const find = (...path: string[]): ProjectTable | undefined => {
      const values = tableAt(document, path);
      return values && { file, text, path, values };
    };
    const backend = find("build-system")?.values["build-backend"];
    const isPoetry = typeof backend === "string" && backend.startsWith("poetry");
    const project = find("project");
    const poetry = isPoetry ? find("tool", "poetry") : undefined;
    if (project || poetry || find("build-system") || setup.length > 0) {
      return accept({
        file,
        project,
        poetry: makesVersions(document) ? withoutVersion(poetry) : poetry,
      });
    }
    return refuse({
      name: "project-table-missing",
      seen: `${file} has no [project] table, and nothing else says how a package is built from it`,
      remedy: `Declare name and version in [project], as the packaging specification says, or set directory to the folder of ${packageName}.`,
      location: { file },
    });
  });
}

/** Whether a plugin of Poetry makes the version from git's tags; [tool.poetry] then holds a placeholder. */
function makesVersions(document: TomlTable): boolean {
  const plugin = tableAt(document, ["tool", "poetry-dynamic-versioning"]);
  const backend = tableAt(document, ["build-system"])?.["build-backend"];
  return plugin?.["enable"] === true || String(backend).startsWith("poetry_dynamic_versioning");
}

function withoutVersion(poetry: ProjectTable | undefined): ProjectTable | undefined {
  if (poetry === undefined) return undefined;
  const { version: _placeholder, ...values } = poetry.values;
  return { ...poetry, values };
}

/**
 * The name, which must be the package's.
 *
 * @returns it, undefined if the sources do not say it, or `project-name-differs` (LA207)
 */
export function readName(sources: Sources, packageName: string): Result<string | undefined> {
  const table = sources.project ?? sources.poetry;
  if (table === undefined) return accept(undefined);
  const { file } = table;
  const name = table.values["name"];
  if (
    typeof name === "string" &&
    normalizePackageName(name) === normalizePackageName(packageName)
  ) {
    return accept(name);
  }
  return refuse({
    name: "project-name-differs",
    seen:
      typeof name === "string"
        ? `${file} belongs to the package ${quote(name)}, not to ${packageName}`
        : `${file} has no name in ${headingOf(table)}`,
    remedy: `Set directory to the folder of ${packageName}, or correct the name.`,
    location: locationOf(table, "name"),
  });
}

/**
 * The version, which must be public.
 *
 * @returns it, undefined if it shows only in the built files, or `project-version-invalid` (LA209)
 */
export function readVersion(sources: Sources): Result<Version | undefined> {
  const table = versionTable(sources);
  if (table === undefined) return accept(undefined);
  const text = table.values["version"];
  const version = typeof text === "string" ? parseVersion(text) : undefined;
  if (version !== undefined && version.local === undefined) return accept(version);
  const heading = headingOf(table);
  return refuse({
    name: "project-version-invalid",
    seen: `${table.file} ${describeVersion(text, heading)}`,
    remedy: `Write a public PEP 440 version in ${heading}, for example version = "0.2.0".`,
    location: locationOf(table, "version"),
  });
}

/** The table that has the version: [project], unless it is dynamic there and Poetry's own table has it. */
function versionTable({ project, poetry }: Sources): ProjectTable | undefined {
  if (project !== undefined && !isDynamic(project, "version")) return project;
  return poetry?.values["version"] === undefined ? undefined : poetry;
}

/** Whether a key of [project] is left to the build backend. */
export function isDynamic({ values: { dynamic } }: ProjectTable, key: string): boolean {
  return Array.isArray(dynamic) && dynamic.includes(key);
}

function describeVersion(value: TomlTable[string] | undefined, heading: string): string {
  if (value === undefined) return `has no version in ${heading}`;
  if (typeof value !== "string") return "has a version that is not a string";
  const local = parseVersion(value)?.local !== undefined;
  return `has version ${quote(value)}, ${local ? "with a local part (+), which no index takes" : "which is not a PEP 440 version"}`;
}

/** Refusals about the version, with its line if the sources have it. A location in another file stays as it is. */
export function locateVersion<T>(sources: Sources, result: Result<T>): Result<T> {
  const table = versionTable(sources);
  if (result.ok || table === undefined) return result;
  const [first, ...others] = result.refusals.map((refusal) =>
    refusal.location === undefined || refusal.location.file === table.file
      ? { ...refusal, location: locationOf(table, "version") }
      : refusal,
  );
  return first ? refuse(first, ...others) : result;
}
