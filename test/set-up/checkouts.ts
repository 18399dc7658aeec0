import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Checkout } from "../../scripts/set-up/checkout.ts";

export type Files = ReadonlyMap<string, string>;

/** LabLink in small, as its files are in a repository of its own. */
export function lablinkFiles(): Map<string, string> {
  const cwd = "examples/lablink";
  const paths = globSync("{**,.github/**}/*", { cwd, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      posix.relative(
        cwd,
        join(entry.parentPath, entry.name).replace(/^.*?examples\/lablink\//, `${cwd}/`),
      ),
    );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(cwd, path), "utf8")]));
}

/** A repository that has only these files. */
export function checkoutOf(files: Files, given: Partial<Checkout> = {}): Checkout {
  const paths = [...files.keys()];
  return {
    name: "lablink",
    owner: "talmolab",
    defaultBranch: "main",
    branches: ["main", "test"],
    tags: [],
    files: paths,
    readFile: (path) => files.get(posix.normalize(path)),
    filesIn: (directory) =>
      paths
        .filter((path) => posix.dirname(path) === posix.normalize(directory))
        .map((path) => posix.basename(path)),
    hasFolder: (path) =>
      path === "." || paths.some((it) => it.startsWith(`${posix.normalize(path)}/`)),
    leadsOut: () => false,
    ...given,
  };
}
