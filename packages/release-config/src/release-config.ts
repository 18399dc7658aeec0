import {
  acceptUnless,
  andThen,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { check, clauseOf, type Problem } from "@lablink-actions/shape";
import { type ReleaseConfig, withDefaults } from "./defaults.ts";
import { parseYaml, type YamlDocument } from "./document.ts";
import { type LeadsOut, meaningProblems } from "./problems.ts";
import { type WrittenConfig, writtenConfig } from "./written-config.ts";

/** Where a configuration comes from. */
interface ConfigSource {
  /** The path, as refusals name it. */
  readonly file: string;
  /** The repository's owner, for the default registry. */
  readonly owner: string;
  readonly leadsOut: LeadsOut;
}

/**
 * Reads .github/lablink-actions.yml.
 *
 * @returns the configuration, or `config-unreadable` (LA502) or `config-invalid` (LA503) for each error in
 * it, with line and column
 */
export function parseReleaseConfig(
  text: string,
  { file, owner, leadsOut }: ConfigSource,
): Result<ReleaseConfig> {
  return andThen(parseYaml(text, file), (document) =>
    map(requireValid(document, leadsOut), (written) => withDefaults(written, owner)),
  );
}

/** The repository that is checked out. */
interface Repository {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly leadsOut: LeadsOut;
}

/**
 * Reads the configuration file.
 *
 * @param owner the repository's owner, for the default registry
 * @returns it, or `config-missing` (LA501), `config-unreadable` (LA502), `config-invalid` (LA503)
 */
export function loadConfig(
  { path, owner }: { readonly path: string; readonly owner: string },
  { readFile, leadsOut }: Repository,
): Result<ReleaseConfig> {
  const text = readFile(path);
  if (text !== undefined) return parseReleaseConfig(text, { file: path, owner, leadsOut });
  const remedy =
    "Check out the repository before this step, and create the file or correct config.";
  return refuse(missingConfig(path, remedy));
}

/** `config-missing` (LA501): there is no such file. */
export function missingConfig(file: string, remedy: string): Refusal {
  const seen = `there is no ${quote(file)}`;
  return { name: "config-missing", seen, remedy, location: { file } };
}

function requireValid(document: YamlDocument, leadsOut: LeadsOut): Result<WrittenConfig> {
  const invalid = (problem: Problem) => invalidConfig(problem, document);
  const checked = check(writtenConfig, document.value);
  if (!checked.ok) {
    const [first, ...others] = checked.problems;
    return refuse(invalid(first), ...others.map(invalid));
  }
  return acceptUnless(meaningProblems(checked.value, leadsOut).map(invalid), checked.value);
}

function invalidConfig(problem: Problem, document: YamlDocument): Refusal {
  const { path, key, remedy } = problem;
  const location = key === undefined ? document.locate(path) : document.locateKey(path, key);
  const { file, line, column } = location;
  return {
    name: "config-invalid",
    seen: `${file}, line ${line}, column ${column}: ${clauseOf(problem, "the file")}`,
    remedy,
    location,
  };
}
