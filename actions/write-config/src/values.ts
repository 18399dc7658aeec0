import { accept, invalidInput, type Result, refuse } from "@lablink-actions/release-core";
import { check, nullable, type Problem, record, text } from "@lablink-actions/shape";
import { doubleQuoted } from "./yaml-text.ts";

/** Passwords by their place in the file, such as `db.password`; empty if the secret is not set. */
export type Values = ReadonlyMap<string, string>;

// toJSON gives null for a secret that nobody set.
const values = record(text({ notEmpty: true }), nullable(text()));

/**
 * Reads the passwords of the input. Every text in it is masked before anything is checked, also as the file will have it.
 *
 * @returns them, or `input-invalid` (LA902) for every value that is not a text, which shows none
 */
export function parseValues(mask: (secret: string) => void) {
  return (given: unknown, name: string): Result<Values> => {
    for (const secret of textsIn(given)) {
      mask(secret);
      // A program that reads the file may quote its line.
      const written = doubleQuoted(secret).slice(1, -1);
      if (written !== secret) mask(written);
    }
    const checked = check(values, given);
    if (checked.ok) {
      return accept(
        new Map(Object.entries(checked.value).map(([path, value]) => [path, value ?? ""])),
      );
    }
    const [first, ...others] = checked.problems;
    return refuse(invalid(name, first), ...others.map((problem) => invalid(name, problem)));
  };
}

function invalid(name: string, { path, message }: Problem) {
  const place = path.length > 0 ? `is wrong at ${path.join(".")}, which ` : "";
  return invalidInput(name, `${place}${message}`, "Write it with toJSON around each secret.");
}

/** Every text in a value, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
