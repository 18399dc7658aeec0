import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";
import { isScalar, parseDocument, type Scalar } from "yaml";

/** A text in a YAML file that another one is to take the place of. */
export interface Slot {
  /** Where it stands, such as `db.password`. */
  readonly path: string;
  readonly scalar: Scalar;
}

/**
 * Finds the texts at some places of a YAML file. A place that is not there is refused: writing it anew would hide that
 * the program reads another one.
 *
 * @returns them in order, or `config-value-missing` (LA630)
 */
export function findSlots(
  text: string,
  file: string,
  paths: readonly string[],
): Result<readonly Slot[]> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return refuse(missing(file, `${quote(file)} is not YAML: ${error.code}`));
  const slots: Slot[] = [];
  for (const path of paths) {
    const scalar = document.getIn(path.split("."), true);
    if (!isScalar(scalar) || !scalar.range) {
      return refuse(missing(file, `${quote(file)} has no text at ${quote(path)}`));
    }
    slots.push({ path, scalar });
  }
  return accept(slots);
}

/**
 * The file with other texts in some places, and every other byte as it was.
 *
 * @throws where the result does not read as it was meant, which is a defect of this function
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
export function doubleQuoted(value: string): string {
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

function missing(file: string, seen: string) {
  return {
    name: "config-value-missing",
    seen,
    remedy:
      "Correct the file or the path: a password that lands nowhere leaves the default in use.",
    location: { file },
  } as const;
}
