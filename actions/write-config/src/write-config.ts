import type { Decision } from "@lablink-actions/action-kit";
import {
  acceptUnless,
  andThen,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { isGuessable } from "./guessable.ts";
import { valueMissing } from "./value-missing.ts";
import type { Values } from "./values.ts";
import { findSlots, replaceTexts, type Slot } from "./yaml-text.ts";

interface WriteConfigInputs {
  readonly file: string;
  readonly values: Values;
  /** Whether a password must be a secret of its own. */
  readonly production: boolean;
}

interface WriteConfigEffects {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly writeFile: (path: string, text: string) => void;
}

/**
 * Writes passwords into a YAML file, all or none.
 *
 * @returns the places; or `config-value-missing` (LA630), `password-not-secret` (LA631)
 */
export function writeConfig(
  inputs: WriteConfigInputs,
  effects: WriteConfigEffects,
): Result<Decision<Output>> {
  const { file, values, production } = inputs;
  const text = effects.readFile(file);
  if (text === undefined) {
    const remedy = "Check out the repository before this step, or correct the path.";
    return refuse(valueMissing(file, `there is no ${quote(file)}`, remedy));
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
      facts: found.map((slot) => [
        slot.path,
        kept.includes(slot) ? "as in the repository" : "written",
      ]),
      warnings: kept.map(
        ({ path }) => `${path} is what stands in the repository, which is not a secret`,
      ),
    };
  });
}

/** On production a password comes from a secret, and is not a default that others know. */
function notSecret(slots: readonly Slot[], values: Values): readonly Refusal[] {
  return slots.flatMap(({ path, scalar }): readonly Refusal[] => {
    const problem = problemOf(values.get(path) ?? "", String(scalar.value));
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

function problemOf(password: string, inRepository: string): string | undefined {
  if (password === "") return "has no secret";
  if (password === inRepository) return "is the one in the repository";
  return isGuessable(password) ? "is a placeholder or a well-known default" : undefined;
}
