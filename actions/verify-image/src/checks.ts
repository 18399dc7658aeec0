import { parseYaml, type YamlDocument } from "@lablink-actions/release-config";
import {
  acceptUnless,
  type Channel,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { check, clauseOf, type Problem } from "@lablink-actions/shape";
import { type Checks, checksShape, meaningProblems } from "./kinds/index.ts";

/** Where checks are written: a file of the workspace, or the input `checks`. */
interface ChecksSource {
  readonly text: string;
  /** Undefined for the input: nobody knows on which line of a workflow it is. */
  readonly file: string | undefined;
}

/**
 * Reads checks.
 *
 * @returns the checks, or `checks-invalid` (LA602) for each error in them, with line and column
 */
export function parseChecks({ text, file }: ChecksSource): Result<Checks> {
  const parsed = parseYaml(text, file ?? "checks");
  if (parsed.ok) return checksIn(parsed.value, file);
  const [first, ...others] = parsed.refusals;
  const unreadable = (refusal: Refusal) => checksInvalid(refusal, file);
  return refuse(unreadable(first), ...others.map(unreadable));
}

function checksIn(document: YamlDocument, file: string | undefined): Result<Checks> {
  const invalid = (problem: Problem): Refusal => {
    const { path, key, remedy } = problem;
    const location = key === undefined ? document.locate(path) : document.locateKey(path, key);
    const where = `${location.file}, line ${location.line}, column ${location.column}`;
    const seen = `${where}: ${clauseOf(problem, file === undefined ? "the input" : "the file")}`;
    return checksInvalid({ seen, remedy, location }, file);
  };
  const checked = check(checksShape, document.value ?? {});
  if (checked.ok) {
    return acceptUnless(meaningProblems(checked.value).map(invalid), checked.value);
  }
  const [first, ...others] = checked.problems;
  return refuse(invalid(first), ...others.map(invalid));
}

/** Nothing would be looked at, and the image be called verified: `checks-invalid` (LA602). */
export function nothingChecked(channel: Channel["name"]): Refusal {
  return checksInvalid(
    {
      seen: `the checks have none that is made on ${channel}, so nothing of the image would be verified`,
      remedy: `Write at least one check that is made on ${channel} too, such as executes or files, or give package.`,
    },
    undefined,
  );
}

function checksInvalid(
  { seen, remedy, location }: Omit<Refusal, "name">,
  file: string | undefined,
): Refusal {
  return {
    name: "checks-invalid",
    seen,
    remedy,
    ...(file !== undefined && location !== undefined && { location }),
  };
}
