import { posix } from "node:path";
import type { Decision } from "@lablink-actions/action-kit";
import { installWords, parsePyproject } from "@lablink-actions/python-package";
import {
  accept,
  andThen,
  combine,
  invalidInput,
  isPackageName,
  map,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

interface SelectDocsDependenciesInputs {
  /** The folder with the pyproject.toml that has the tools. */
  readonly project: string;
  readonly extra: string;
  /** The words after uv sync, if they are given. */
  readonly install: string | undefined;
  /** The folders of packages. */
  readonly packages: readonly string[];
}

/** A file's text, or undefined if there is no such file. */
type ReadFile = (path: string) => string | undefined;

/** The name of an extra or a dependency group (both are PEP 508 names); otherwise `input-invalid` (LA902). */
export function parseExtra(text: string, input: string): Result<string> {
  if (isPackageName(text)) return accept(text);
  const remedy = "Give the name of an extra or a dependency group: docs.";
  return refuse(invalidInput(input, `is ${quote(text)}`, remedy));
}

/** Words for uv sync, as they are split at spaces; otherwise `input-invalid` (LA902). */
export function parseInstall(text: string, input: string): Result<string> {
  if (/^[A-Za-z0-9._=/@:,+ -]+$/.test(text)) return accept(text);
  const remedy = "Give words for uv sync on one line, without quotation marks: --extra docs.";
  return refuse(invalidInput(input, `is ${quote(text)}`, remedy));
}

/**
 * Decides what is installed for building documentation: the tools, and the packages that they document.
 *
 * @returns the words, or `docs-tools-missing` (LA656), `pyproject-unreadable` (LA205), and `input-invalid` (LA902) for
 * folders without a package
 */
export function selectDocsDependencies(
  inputs: SelectDocsDependenciesInputs,
  readFile: ReadFile,
): Result<Decision<Output>> {
  const { project, packages } = inputs;
  const chosen = combine({
    install: toolsOf(inputs, readFile),
    packages: traverse(packages, (folder) => requirePackage(folder, readFile)),
  });
  return map(chosen, ({ install }) => {
    const words = packages.flatMap((folder) => {
      return ["--editable", `./${posix.relative(project, folder)}`];
    });
    return {
      outputs: { install, packages: words.join("\n") },
      title: "Dependencies of the documentation",
      facts: [
        ["Tools", `uv sync ${install}`],
        ["Packages", packages.join("\n") || "none"],
      ],
    };
  });
}

function toolsOf(
  { project, extra, install }: SelectDocsDependenciesInputs,
  readFile: ReadFile,
): Result<string> {
  if (install !== undefined) return accept(install);
  const file = posix.join(project, "pyproject.toml");
  const text = readFile(file);
  if (text === undefined) return missingTools(`there is no ${quote(file)}`, file);
  return andThen(parsePyproject(text, file), (document) => {
    const words = installWords(document, extra);
    if (words !== "") return accept(words);
    return missingTools(
      `${file} has neither an extra nor a dependency group of the name ${quote(extra)}`,
      file,
    );
  });
}

function missingTools(seen: string, file: string): Result<never> {
  return refuse({
    name: "docs-tools-missing",
    seen,
    remedy:
      "List mkdocs and mike in an extra or a dependency group, and name it in extra; set project to the folder of that pyproject.toml. Or give the words after uv sync in install.",
    location: { file },
  });
}

function requirePackage(folder: string, readFile: ReadFile): Result<string> {
  const isPackage = ["pyproject.toml", "setup.py"].some(
    (file) => readFile(posix.join(folder, file)) !== undefined,
  );
  if (isPackage) return accept(folder);
  return refuse(
    invalidInput(
      "packages",
      `has the folder ${quote(folder)}, which has no pyproject.toml and no setup.py`,
      "Give the folders of packages, relative to the repository.",
    ),
  );
}
