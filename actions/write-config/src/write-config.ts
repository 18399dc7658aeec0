import type { Decision } from "@lablink-actions/action-kit";
import {
  acceptUnless,
  andThen,
  combine,
  conflictingInputs,
  map,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Application } from "./application.ts";
import { problemsOf } from "./checks.ts";
import type { Output } from "./declaration.ts";
import { settingValue } from "./setting-value.ts";
import type { Settings } from "./settings.ts";
import { valueMissing } from "./value-missing.ts";
import type { Values } from "./values.ts";
import { findSlots, readYaml, replaceValues } from "./yaml-text.ts";

interface WriteConfigInputs {
  readonly file: string;
  readonly values: Values;
  readonly settings: Settings;
  /** What reads the file. */
  readonly application: Application;
  /** Whether a password must be a secret of its own. */
  readonly production: boolean;
}

interface WriteConfigEffects {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly writeFile: (path: string, text: string) => void;
}

/**
 * Writes passwords and settings into a YAML file, all or none.
 *
 * @returns the places; or `config-value-missing` (LA630), `password-not-secret` (LA631), `config-placeholder` (LA638),
 * `config-value-unusable` (LA639), `input-invalid` (LA902), `inputs-conflict` (LA903)
 */
export function writeConfig(
  inputs: WriteConfigInputs,
  effects: WriteConfigEffects,
): Result<Decision<Output>> {
  const { file, values, settings } = inputs;
  const text = effects.readFile(file);
  if (text === undefined) {
    const remedy = "Check out the repository before this step, or correct the path.";
    return refuse(valueMissing(file, `there is no ${quote(file)}`, remedy));
  }
  const decided = andThen(readYaml(text, file), (yaml) => {
    const config = { ...inputs, yaml };
    return combine({
      secrets: findSlots(yaml, file, [...values.keys()], "values"),
      settings: andThen(findSlots(yaml, file, [...settings.keys()], "settings"), (slots) =>
        settingValue(slots, settings),
      ),
      checked: acceptUnless([...inBoth(values, settings), ...problemsOf(config)], undefined),
    });
  });
  return map(decided, (found) => {
    const given = found.secrets.filter(({ path }) => values.get(path) !== "");
    const kept = found.secrets.filter((slot) => !given.includes(slot));
    const passwords = given.map((slot) => ({ slot, value: values.get(slot.path) ?? "" }));
    const replacements = [...passwords, ...found.settings];
    effects.writeFile(file, replaceValues(text, replacements));
    return {
      outputs: { written: replacements.map(({ slot }) => slot.path).join("\n") },
      title: `Values in ${file}`,
      facts: [
        ...found.secrets.map((slot): [string, string] => [
          slot.path,
          kept.includes(slot) ? "as in the repository" : "written",
        ]),
        ...found.settings.map(({ slot, value }): [string, string] => [slot.path, String(value)]),
      ],
      warnings: kept.map(
        ({ path }) => `${path} is what stands in the repository, which is not a secret`,
      ),
    };
  });
}

function inBoth(values: Values, settings: Settings) {
  return [...settings.keys()]
    .filter((path) => values.has(path))
    .map((path) =>
      conflictingInputs(
        `both values and settings have ${quote(path)}`,
        "Leave a password in values, and anything else in settings.",
      ),
    );
}
