import {
  accept,
  nearest,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { isScalar, parseDocument, type Scalar } from "yaml";
import { valueMissing } from "./value-missing.ts";

/** A text in a YAML file that another one is to take the place of. */
export interface Slot {
  /** Where it stands, such as `db.password`. */
  readonly path: string;
  readonly scalar: Scalar;
}

/**
 * Finds the texts at some places of a YAML file. A place that is not there is refused: if it were added, the program
 * would go on reading another one.
 *
 * @returns them in order, or `config-value-missing` (LA630) for every place that is not there
 */
export function findSlots(
  text: string,
  file: string,
  paths: readonly string[],
): Result<readonly Slot[]> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    const seen = `${quote(file)} is not YAML: ${error.code}`;
    return refuse(valueMissing(file, seen, "Fix the file."));
  }
  return traverse(paths, (path) => {
    const scalar = document.getIn(path.split("."), true);
    if (isScalar(scalar) && scalar.range) return accept({ path, scalar });
    const meant = nearest(path, pathsIn(document.toJS()));
    const hint = meant === undefined ? "" : `; there is ${quote(meant)}`;
    const remedy =
      "Correct the file, or the name in values: a password in the wrong place leaves the default in use.";
    return refuse(
      valueMissing(file, `${quote(file)} has no text at ${quote(path)}${hint}`, remedy),
    );
  });
}

/** The places that a value has texts at. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const below = pathsIn(inner);
    return below.length > 0 ? below.map((path) => `${name}.${path}`) : [name];
  });
}

/**
 * The file with other texts in some places, and every other byte as it was.
 *
 * @throws if the result does not read as it was meant, which is a defect of this function
 */
export function replaceTexts(
  text: string,
  replacements: readonly { readonly slot: Slot; readonly value: string }[],
): string {
  const fromTheEnd = replacements.toSorted((left, right) => startOf(right) - startOf(left));
  const result = fromTheEnd.reduce((whole, { slot, value }) => {
    const [start = 0, end = 0] = slot.scalar.range ?? [];
    const old = whole.slice(start, end);
    // An empty value follows its colon at once, and a block ends with its line.
    const before = old === "" ? " " : "";
    const after = old.endsWith("\n") ? "\n" : "";
    return `${whole.slice(0, start)}${before}${doubleQuoted(value)}${after}${whole.slice(end)}`;
  }, text);
  const expected = parseDocument(text);
  for (const { slot, value } of replacements) expected.setIn(slot.path.split("."), value);
  if (JSON.stringify(parseDocument(result).toJS()) !== JSON.stringify(expected.toJS())) {
    throw new Error("the file with the passwords in it does not read as it should");
  }
  return result;
}

/**
 * A text as YAML's double-quoted scalar (YAML 1.2, section 5.7), in printable ASCII alone: readers of YAML 1.1, such as
 * the one in OpenTofu and Terraform, end a line at more characters than those of 1.2.
 */
function doubleQuoted(value: string): string {
  const characters = [...value].map((character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    if (/^[ -~]$/.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `"${characters.join("")}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

function startOf({ slot }: { readonly slot: Slot }): number {
  return slot.scalar.range?.[0] ?? 0;
}
