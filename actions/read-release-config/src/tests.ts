import { posix } from "node:path";
import type { PackageConfig } from "@lablink-actions/release-config";
import { map, type Result, traverse } from "@lablink-actions/release-core";
import { readDependencies } from "./dependencies.ts";

/** How one package is tested with one Python version: an entry of python-ci.yml's matrix. */
export interface TestEntry {
  /** Unique, and usable as the name of an artifact. */
  readonly id: string;
  readonly name: string;
  readonly package: string;
  readonly directory: string;
  readonly python: string;
  readonly install: string;
  readonly setup: string;
  readonly lint: string;
  readonly test: string;
  readonly "publish-test": string;
  readonly postgres: string;
  /** Where the default test leaves its report of the coverage. */
  readonly coverage: string;
}

/**
 * The tests of all packages, once for each Python version. What the configuration leaves open is read from each
 * package's pyproject.toml.
 *
 * @returns the entries, or `pyproject-unreadable` (LA205)
 */
export function testsOf(
  packages: readonly PackageConfig[],
  readFile: (path: string) => string | undefined,
): Result<TestEntry[]> {
  return map(
    traverse(packages, (it) => ofPackage(it, readFile)),
    (entries) => entries.flat(),
  );
}

function ofPackage(
  { name, directory, tests }: PackageConfig,
  readFile: (path: string) => string | undefined,
): Result<TestEntry[]> {
  const file = posix.join(directory, "pyproject.toml");
  return map(readDependencies(readFile(file), file), ({ development, includes }) => {
    const install = tests.install ?? development;
    const lint = tests.lint ?? (includes("ruff", install) ? "ruff check" : "");
    const coverage = includes("pytest-cov", install)
      ? " --cov --cov-report=xml --cov-report=term"
      : "";
    const test = tests.test ?? `pytest${coverage}`;
    const versions = tests.python.length > 0 ? tests.python : [""];
    return versions.map((python) => ({
      id: python === "" ? name : `${name}-python${python}`,
      name: python === "" ? name : `${name} (Python ${python})`,
      package: name,
      directory,
      python,
      install,
      setup: tests.setup,
      lint,
      test,
      "publish-test": tests.publishTest ?? test,
      postgres: tests.postgres,
      coverage: posix.join(directory, "coverage.xml"),
    }));
  });
}
