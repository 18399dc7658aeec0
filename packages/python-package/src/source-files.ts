import { posix } from "node:path";
import type { SourceFiles } from "./sources.ts";

/** Where the pyproject.toml of a package is. */
export function pyprojectOf(directory: string): string {
  return posix.join(directory, "pyproject.toml");
}

/** Where a package may have what setuptools reads. */
export function setupFilesOf(directory: string): readonly string[] {
  return ["setup.py", "setup.cfg"].map((name) => posix.join(directory, name));
}

/** The files in a folder that say what the package is. */
export function sourceFilesIn(
  directory: string,
  readFile: (path: string) => string | undefined,
): SourceFiles {
  const file = pyprojectOf(directory);
  const setup = setupFilesOf(directory).filter((path) => readFile(path) !== undefined);
  return { file, pyproject: readFile(file), setup };
}
