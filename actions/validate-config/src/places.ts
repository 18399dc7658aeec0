import {
  accept,
  invalidInput,
  isNonEmpty,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** What the engine takes if an image sets no PATH. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The paths of an image that a program may be at, in the order in which `uv run` looks: the environment of the working
 * directory, then PATH. A path stands for itself.
 *
 * @param variables of the image, as `NAME=value`
 */
export function placesOf(
  program: string,
  workingDirectory: string,
  variables: readonly string[],
): readonly string[] {
  if (program.startsWith("/")) return [program];
  const set = variables.findLast((variable) => variable.startsWith("PATH="))?.slice("PATH=".length);
  const folders = (set ?? defaultPath).split(":").filter((folder) => folder.startsWith("/"));
  const all = [`${workingDirectory.replace(/\/$/, "")}/.venv/bin`, ...folders];
  return [...new Set(all.map((folder) => `${folder.replace(/\/$/, "")}/${program}`))];
}

/** A program's name or absolute path; otherwise `input-invalid` (LA902). */
export function parseProgram(given: string, name: string): Result<string> {
  if (/^[\w.][\w.+-]*$/.test(given) || isPath(given)) return accept(given);
  const remedy = "Write a name without folders, such as lablink-validate-config, or a path from /.";
  return refuse(invalidInput(name, `is ${quote(given)}, which is neither`, remedy));
}

/** The absolute path of a file in the container, in a folder; otherwise `input-invalid` (LA902). */
export function parseContainerPath(given: string, name: string): Result<string> {
  if (isPath(given)) return accept(given);
  const problem = `is ${quote(given)}, which is not the absolute path of a file`;
  return refuse(invalidInput(name, problem, "Write a path such as /config/config.yaml."));
}

function isPath(given: string): boolean {
  const [first, ...parts] = given.split("/");
  const isPlain = (part: string) => /^[\w.+-]+$/.test(part) && part !== "." && part !== "..";
  return first === "" && isNonEmpty(parts) && parts.every(isPlain);
}
