import {
  acceptUnless,
  andThen,
  invalidInput,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";

/** Values that are no secrets, by their place in the file. */
export type Settings = ReadonlyMap<string, string>;

/**
 * Reads lines such as `allocator.image_tag=0.2.1`. What is behind the first = is the value.
 *
 * @returns them, or `input-invalid` (LA902) for each line without a place or a value, and each place that has two
 */
export function parseSettings(lines: readonly string[], name: string): Result<Settings> {
  return andThen(
    traverse(lines, (line) => parseLine(line, name)),
    (settings) => {
      const paths = settings.map(([path]) => path);
      const twice = [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))];
      const refusals = twice.map((path) =>
        invalidInput(name, `has ${quote(path)} twice`, "Give each place one value."),
      );
      return acceptUnless(refusals, new Map(settings));
    },
  );
}

function parseLine(line: string, name: string): Result<readonly [path: string, value: string]> {
  const [, path, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
  if (path !== undefined && value) return { ok: true, value: [path, value] };
  const problem = path === undefined ? "is not place=value" : "has no value";
  const remedy =
    "Write one setting per line, such as allocator.image_tag=0.2.1. To keep what the file has, leave the line out.";
  return refuse(invalidInput(name, `has the line ${quote(line)}, which ${problem}`, remedy));
}
