import { type Dirent, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
