import {
  accept,
  acceptUnless,
  nearest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { isScalar, parseDocument, type Scalar } from "yaml";
import { valueMissing } from "./value-missing.ts";

/** A value in a YAML file. */
export interface Slot {
  /** Where it stands, such as `db.password`. */
  readonly path: string;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly scalar: Scalar;
}

/** A YAML file whose values can be found by their places. */
export interface YamlFile {
  /** The value at a place; undefined if there is none. */
  readonly slot: (path: string) => Slot | undefined;
  /** The places of all values, those in lists included. */
  readonly paths: readonly string[];
}

/** Reads a file's text, or `config-value-missing` (LA630) if it is not YAML. */
export function readYaml(text: string, file: string): Result<YamlFile> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    const seen = `${quote(file)} is not YAML: ${error.code}`;
    return refuse(valueMissing(file, seen, "Fix the file."));
  }
  const slot = (path: string): Slot | undefined => {
    const scalar = document.getIn(path.split("."), true);
    if (!isScalar(scalar) || !scalar.range) return undefined;
    const line = text.slice(0, scalar.range[0]).split("\n").length;
    return { path, line, scalar };
  };
  return accept({ slot, paths: pathsIn(document.toJS()) });
}

/**
 * Finds the values at some places. A place that is not there is refused: if it were added, the program would go on
 * reading another one.
 *
 * @param input where the places are named, for the remedy
 * @returns them in order, or `config-value-missing` (LA630) for every place that is not there
 */
export function findSlots(
  { slot, paths }: YamlFile,
  file: string,
  names: readonly string[],
  input: "values" | "settings",
): Result<readonly Slot[]> {
  const what = input === "values" ? "password" : "setting";
  const remedy = `Correct the file, or the name in ${input}: a ${what} in the wrong place leaves the default in use.`;
  const found = names.map((path) => slot(path));
  const missing = names.filter((_, index) => found[index] === undefined);
  const refusals = missing.map((path) => {
    const meant = nearest(path, paths);
    const hint = meant === undefined ? "" : `; there is ${quote(meant)}`;
    const seen = `${quote(file)} has no text at ${quote(path)}${hint}`;
    return valueMissing(file, seen, remedy);
  });
  return acceptUnless(
    refusals,
    found.filter((one) => one !== undefined),
  );
}

/** The places that a value has texts at. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const below = pathsIn(inner);
    return below.length > 0 ? below.map((path) => `${name}.${path}`) : [name];
  });
}

/** What takes the place of a value: a text, or a number or boolean as YAML writes it. */
export interface Replacement {
  readonly slot: Slot;
  readonly value: string | number | boolean;
}

/**
 * The file with other values in some places, and every other byte as it was.
 *
 * @throws if the result does not read as it was meant, which is a defect of this function
 */
export function replaceValues(text: string, replacements: readonly Replacement[]): string {
  const fromTheEnd = replacements.toSorted((left, right) => startOf(right) - startOf(left));
  const result = fromTheEnd.reduce((whole, { slot, value }) => {
    const [start = 0, end = 0] = slot.scalar.range ?? [];
    const old = whole.slice(start, end);
    // An empty value follows its colon at once, and a block ends with its line.
    const before = old === "" ? " " : "";
    const after = old.endsWith("\n") ? "\n" : "";
    const written = typeof value === "string" ? doubleQuoted(value) : String(value);
    return `${whole.slice(0, start)}${before}${written}${after}${whole.slice(end)}`;
  }, text);
  const expected = parseDocument(text);
  for (const { slot, value } of replacements) expected.setIn(slot.path.split("."), value);
  if (JSON.stringify(parseDocument(result).toJS()) !== JSON.stringify(expected.toJS())) {
    throw new Error("the file with the values in it does not read as it should");
  }
  return result;
}

/**
 * A text as YAML's double-quoted scalar (YAML 1.2, section 5.7), in printable ASCII alone: readers of YAML 1.1, such as
 * the one in OpenTofu and Terraform, end a line at more characters than those of 1.2.
 *
 * Of the characters that a shell expands in a here-document ($ ` \) none stands there as itself, because a start-up
 * script may carry the file in one, as that of lablink-template does. The \ before u and " stays as it is there.
 */
export function doubleQuoted(value: string): string {
  const characters = [...value].map((character) => {
    if (character === '"') return '\\"';
    if (/^[ -~]$/.test(character) && !"$`\\".includes(character)) return character;
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
