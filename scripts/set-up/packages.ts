import { posix } from "node:path";
import { parsePyproject, parseSources, sourceFilesIn } from "@lablink-actions/python-package";
import { isPackageName, normalizePackageName } from "@lablink-actions/release-core";
import type { TomlTable } from "smol-toml";
import type { Checkout } from "./checkout.ts";

export interface FoundPackage {
  readonly name: string;
  readonly directory: string;
}

interface FoundPackages {
  readonly packages: readonly FoundPackage[];
  /** What a person must look at. */
  readonly open: readonly string[];
}

/** Files of tests and examples are packages too, and nobody publishes them. */
export const isAside = (path: string) =>
  /(^|\/)(tests?|testing|test-data|fixtures?|demos?|examples?|samples?|docs?|vendor|third_party|node_modules|\.[^/]+)\//i.test(
    path,
  );

/** The packages of a repository: every folder that says how a package is built from it. */
export function findPackages(checkout: Pick<Checkout, "files" | "readFile">): FoundPackages {
  const { files, readFile } = checkout;
  const sources = files.filter((file) => /(^|\/)(pyproject\.toml|setup\.py)$/.test(file));
  const folders = [...new Set(sources.filter((file) => !isAside(file)).map(posix.dirname))];
  const packages = new Map<string, FoundPackage>();
  const open: string[] = [];
  for (const directory of folders) {
    const found = packageIn(directory, readFile);
    if (found === undefined) continue;
    if (typeof found === "string") {
      open.push(found);
      continue;
    }
    const key = normalizePackageName(found.name);
    const other = packages.get(key);
    if (other === undefined) packages.set(key, found);
    else open.push(`${other.directory} and ${directory} are both ${key}: the first one was taken`);
  }
  return { packages: [...packages.values()], open };
}

/** The package in a folder; a text if a person must say what it is, undefined if nothing there is published. */
function packageIn(
  directory: string,
  readFile: Checkout["readFile"],
): FoundPackage | string | undefined {
  const given = sourceFilesIn(directory, readFile);
  if (given.pyproject === undefined && !given.setup.some((path) => isSetup(path, readFile))) {
    return undefined;
  }
  const sources = parseSources(given, directory);
  if (!sources.ok) {
    const [{ name, seen }] = sources.refusals;
    // A file that only has settings of tools.
    return name === "project-table-missing" ? undefined : `${seen}. What is in it was left out`;
  }
  const document = given.pyproject === undefined ? undefined : readToml(given.pyproject);
  if (document && isNotPublished(document)) return undefined;
  const { project, poetry } = sources.value;
  const written = (project ?? poetry)?.values["name"];
  const name = written ?? nameInSetup(given.setup, readFile);
  if (typeof name === "string" && isPackageName(name)) return { name, directory };
  // The root of a workspace has a way to build, and no package.
  if (written === undefined && given.setup.length === 0) return undefined;
  return `the name of the package in ${directory} is not in its files as a plain text. Add it to packages`;
}

/** Whether a file builds a package: a module may be called setup.py as well. */
function isSetup(path: string, readFile: Checkout["readFile"]): boolean {
  return path.endsWith(".py") && /\b(setuptools|distutils)\b/.test(readFile(path) ?? "");
}

function readToml(text: string): TomlTable | undefined {
  const read = parsePyproject(text, "pyproject.toml");
  return read.ok ? read.value : undefined;
}

function isNotPublished(document: TomlTable): boolean {
  const { project, tool } = document as {
    project?: { classifiers?: unknown };
    tool?: { uv?: { package?: unknown } };
  };
  const classifiers = Array.isArray(project?.classifiers) ? project.classifiers : [];
  return (
    tool?.uv?.package === false || classifiers.some((it) => String(it).startsWith("Private ::"))
  );
}

/** setup.cfg is a file of settings, and setup.py a program: only a name that stands there as it is can be read. */
function nameInSetup(paths: readonly string[], readFile: Checkout["readFile"]): string | undefined {
  for (const path of paths) {
    const text = readFile(path) ?? "";
    const expression = path.endsWith(".cfg")
      ? /^\[metadata\][^[]*?^name\s*=\s*([^\s#;]+)/ms
      : /\bname\s*=\s*["']([^"'\\]+)["']/;
    const [, name] = expression.exec(text) ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}
