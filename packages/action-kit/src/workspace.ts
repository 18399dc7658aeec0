import { type Dirent, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A file's text, or undefined where there is no such file. Any other trouble is thrown. */
export function readTextFile(path: string): string | undefined {
  return readBytes(path)?.toString("utf8");
}

/**
 * A file's content, or undefined where there is no such file. Any other trouble is thrown. A device or a pipe, at
 * which a link in the workspace may point, is none: it may never end.
 */
export function readBytes(path: string): Buffer | undefined {
  return unlessAbsent(() => (statSync(path).isFile() ? readFileSync(path) : undefined));
}

/** Writes a file's text over what was there. Any trouble is thrown. */
export function writeTextFile(path: string, text: string): void {
  writeFileSync(path, text);
}

/** The names of the files in a folder, links to files among them; none where there is no such folder. */
export function filesIn(directory: string): string[] {
  const entries = unlessAbsent(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => isFile(entry, directory)).map(({ name }) => name);
}

function isFile(entry: Dirent, directory: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return unlessAbsent(() => statSync(join(directory, entry.name)))?.isFile() ?? false;
}

/**
 * What is not there, or is a folder where a file is looked for, is undefined; so is what cannot be, for its name is
 * too long or its links lead in a circle. What cannot be read is trouble, and thrown.
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
