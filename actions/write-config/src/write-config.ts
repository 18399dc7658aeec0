import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  acceptUnless,
  andThen,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { findSlots, replaceTexts, type Slot } from "./yaml-text.ts";

export interface WriteConfigInputs {
  readonly file: string;
  /** Passwords by their place in the file. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether everybody's default is refused. */
  readonly production: boolean;
}

export interface WriteConfigEffects {
  /** A file's text, or undefined where there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly writeFile: (path: string, text: string) => void;
}

// LabLink's own defaults, and what people type who mean to change it later.
const wellKnown = ["IwanttoSLEAP", "admin", "admin_password", "changeme", "lablink", "password"];

/**
 * Reads the passwords of the input.
 *
 * @returns them by their place, or `input-invalid` (LA902), which does not say what was seen
 */
export function parseValues(text: string): Result<ReadonlyMap<string, string>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const entries = Object.entries(value);
      // toJSON gives null for a secret that nobody set.
      const texts = entries.map(([path, it]): [string, unknown] => [path, it ?? ""]);
      if (texts.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
        return accept(new Map(texts));
      }
    }
  } catch {
    // Told below, as what is JSON and no object of texts.
  }
  return refuse({
    name: "input-invalid",
    seen: "the input values is no JSON object of texts",
    remedy: "Write it with toJSON around each secret.",
  });
}

/**
 * Writes passwords into a YAML file, all or none.
 *
 * @returns the places; or `config-value-missing` (LA630), `password-not-secret` (LA631)
 */
export function writeConfig(inputs: WriteConfigInputs, effects: WriteConfigEffects) {
  const { file, values, production } = inputs;
  const text = effects.readFile(file);
  if (text === undefined) {
    return refuse({
      name: "config-value-missing",
      seen: `there is no ${quote(file)}`,
      remedy: "Check out the repository before this step, or correct the path.",
    });
  }
  const slots = andThen(findSlots(text, file, [...values.keys()]), (found) =>
    acceptUnless(production ? notSecret(found, values) : [], found),
  );
  return map(slots, (found) => {
    const given = found.filter(({ path }) => values.get(path) !== "");
    const kept = found.filter((slot) => !given.includes(slot));
    const replacements = given.map((slot) => ({ slot, value: values.get(slot.path) ?? "" }));
    effects.writeFile(file, replaceTexts(text, replacements));
    return {
      outputs: { written: given.map(({ path }) => path).join("\n") },
      title: `Passwords in ${file}`,
      facts: found.map((slot) => {
        return [slot.path, kept.includes(slot) ? "as in the repository" : "written"] as const;
      }),
      warnings: kept.map(
        ({ path }) => `${path} is what stands in the repository, which is no secret`,
      ),
    } satisfies Decision;
  });
}

/** On production a password comes from a secret, and is nobody's default. */
function notSecret(
  slots: readonly Slot[],
  values: ReadonlyMap<string, string>,
): readonly Refusal[] {
  return slots.flatMap(({ path, scalar }) => {
    const value = values.get(path) ?? "";
    const problem =
      value === ""
        ? "has no secret"
        : value === String(scalar.value)
          ? "is the one in the repository"
          : wellKnown.includes(value)
            ? "is a well-known default"
            : undefined;
    if (problem === undefined) return [];
    return [
      {
        name: "password-not-secret",
        seen: `the password ${path} ${problem}`,
        remedy: "Set the secret of the repository or of the environment to a password of its own.",
      },
    ];
  });
}
