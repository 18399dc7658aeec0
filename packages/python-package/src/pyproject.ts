import {
  accept,
  andThen,
  combine,
  type Location,
  normalizePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import { parse, TomlError, type TomlTable } from "smol-toml";
import { unreadablePyproject } from "./refusals.ts";

/** What pyproject.toml must say for a release: the [project] table of the packaging specification. */
export interface Project {
  readonly name: string;
  readonly version: Version;
}

/** A pyproject.toml's [project] table, and its place. */
export interface ProjectTable {
  /** The path, as refusals name it. */
  readonly file: string;
  readonly text: string;
  readonly values: TomlTable;
}

/**
 * Reads name and version from a pyproject.toml.
 *
 * @param file the path, as refusals name it
 * @param packageName the name the package must have, after PEP 503 normalisation
 * @returns the project, or what is wrong with it (LA205 to LA209)
 */
export function parseProject(text: string, file: string, packageName: string): Result<Project> {
  return andThen(parseProjectTable(text, file), (table) =>
    combine({
      name: readName(table, packageName),
      version: readVersion(table),
    }),
  );
}

/** The text of a pyproject.toml, which must be there; otherwise `pyproject-missing` (LA204). */
export function requirePyproject(
  text: string | undefined,
  file: string,
  packageName: string,
): Result<string> {
  if (text !== undefined) return accept(text);
  return refuse({
    name: "pyproject-missing",
    seen: `there is no ${quote(file)}`,
    remedy: `Check out the repository before this step, and set directory to the folder of ${packageName}.`,
    location: { file },
  });
}

/** Finds the [project] table; otherwise `pyproject-unreadable` (LA205), `project-table-missing` (LA206). */
export function parseProjectTable(text: string, file: string): Result<ProjectTable> {
  return andThen(parsePyproject(text, file), (document) => {
    const values = document["project"];
    if (isTable(values)) return accept({ file, text, values });
    return refuse({
      name: "project-table-missing",
      seen: `${file} has no [project] table`,
      remedy: "Declare name and version in [project], as the packaging specification says.",
      location: { file },
    });
  });
}

/** Reads the whole of a pyproject.toml; otherwise `pyproject-unreadable` (LA205). */
export function parsePyproject(text: string, file: string): Result<TomlTable> {
  const utf8 = requireUtf8(text, file);
  if (!utf8.ok) return utf8;
  try {
    // TOML's integers have 64 bits; JavaScript's numbers do not.
    return accept(parse(text, { integersAsBigInt: "asNeeded" }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.split("\n");
    const { line, column } = error;
    const why = reason.replace(/^Invalid TOML document: /, "");
    const seen = `${file} is not TOML at line ${line}, column ${column}: ${why}`;
    return refuse(unreadablePyproject({ file, line, column }, seen));
  }
}

/** Reading replaces bytes that are not UTF-8 by U+FFFD, which people do not write. */
function requireUtf8(text: string, file: string): Result<string> {
  const before = text.split("\uFFFD", 1)[0] ?? "";
  if (before.length === text.length) return accept(text);
  const line = before.split("\n").length;
  return refuse(unreadablePyproject({ file, line }, `${file} is not UTF-8 at line ${line}`));
}

/** The name, which must be the package's; otherwise `project-name-differs` (LA207). */
export function readName({ file, values }: ProjectTable, packageName: string): Result<string> {
  const name = values["name"];
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
        : `${file} has no name in [project]`,
    remedy: `Set directory to the folder of ${packageName}, or correct the name.`,
    location: { file },
  });
}

/** Whether the version exists only in what is built. */
export function hasDynamicVersion({ values: { dynamic } }: ProjectTable): boolean {
  return Array.isArray(dynamic) && dynamic.includes("version");
}

/** The version, static and public; otherwise `project-version-dynamic` (LA208), `project-version-invalid` (LA209). */
export function readVersion(table: ProjectTable): Result<Version> {
  const { file } = table;
  const { version: text } = table.values;
  const location: Location = { file };
  if (hasDynamicVersion(table)) {
    return refuse({
      name: "project-version-dynamic",
      seen: `${file} declares its version as dynamic, so it exists only in what is built`,
      remedy:
        'Write it in [project], for example version = "0.2.0", and remove it from dynamic. A release is decided before anything is built.',
      location,
    });
  }
  const version = typeof text === "string" ? parseVersion(text) : undefined;
  if (version !== undefined && version.local === undefined) return accept(version);
  return refuse({
    name: "project-version-invalid",
    seen: `${file} ${describeVersion(text)}`,
    remedy: 'Write a public PEP 440 version in [project], for example version = "0.2.0".',
    location,
  });
}

function describeVersion(value: TomlTable[string] | undefined): string {
  if (value === undefined) return "has no version in [project]";
  if (typeof value !== "string") return "has a version that is not a string";
  const local = parseVersion(value)?.local !== undefined;
  return `has version ${quote(value)}, ${local ? "with a local part (+), which no index takes" : "which is not a PEP 440 version"}`;
}

export function isTable(value: TomlTable[string] | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
}
