import {
  type Dirent,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import {
  accept,
  andThen,
  invalidInput,
  pathProblem,
  quote,
  refuse,
} from "@lablink-actions/release-core";
import type { Parser } from "./inputs.ts";

/**
 * A path that stays in the workspace, whatever links it follows; otherwise `input-invalid` (LA902). An absolute one
 * must be there.
 */
export const workspacePath: Parser<string> = (given, name) => {
  const problem = isAbsolute(given)
    ? isInside(given, ".")
      ? undefined
      : "is absolute, and is not in the workspace"
    : (pathProblem(given) ?? (leadsOut(given) ? "is a link that leads out" : undefined));
  if (problem === undefined) return accept(given);
  const remedy = "Give a path inside the repository, relative to the workspace.";
  return refuse(invalidInput(name, `is ${quote(given)}, which ${problem}`, remedy));
};

/** The same, or a folder that a step of this job made among the runner's temporary files. */
export const workspaceOrTemporaryPath: Parser<string> = (given, name) => {
  const temporary = process.env["RUNNER_TEMP"];
  const isTemporary = isAbsolute(given) && temporary && isInside(given, temporary);
  return isTemporary ? accept(given) : workspacePath(given, name);
};

/** The text of a file in the workspace; otherwise `input-invalid` (LA902). */
export const fileText: Parser<string> = (given, name) =>
  andThen(workspacePath(given, name), (path) => {
    const source = readTextFile(path);
    if (source !== undefined) return accept(source);
    const remedy = "Fetch it before this step, or correct the path.";
    return refuse(invalidInput(name, `is ${quote(given)}, and there is no such file`, remedy));
  });

/** True if a path is there, and links on its way lead out of a folder; by default that is the workspace. */
export function leadsOut(path: string, folder = "."): boolean {
  const full = resolve(folder, path);
  return unlessAbsent(() => statSync(full)) !== undefined && !isInside(full, folder);
}

function isInside(path: string, folder: string): boolean {
  const real = unlessAbsent(() => realpathSync(path));
  if (real === undefined) return false;
  const way = relative(realpathSync(folder), real);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

/** A file's text; undefined if there is no such file. Any other error is thrown. */
export function readTextFile(path: string): string | undefined {
  return readBytes(path)?.toString("utf8");
}

/**
 * A file's content; undefined if there is no such file. Any other error is thrown. A device or a pipe does not count as
 * a file, because it may never end, and a link in the workspace may point to one.
 */
export function readBytes(path: string): Buffer | undefined {
  return unlessAbsent(() => (statSync(path).isFile() ? readFileSync(path) : undefined));
}

/** Writes a file's text over what was there. Any error is thrown. */
export function writeTextFile(path: string, text: string): void {
  writeFileSync(path, text);
}

/** The names of the files in a folder, and of links to files; none if there is no such folder. */
export function filesIn(directory: string): string[] {
  const entries = unlessAbsent(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => isFile(entry, directory)).map(({ name }) => name);
}

function isFile(entry: Dirent, directory: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return unlessAbsent(() => statSync(join(directory, entry.name)))?.isFile() ?? false;
}

/**
 * Undefined if the path does not exist, is a folder instead of a file, has too long a name, or has links that lead in a
 * circle. If it exists and cannot be read, the error is thrown.
 */
export function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG"].includes(code)) return undefined;
    throw error;
  }
}
