import {
  accept,
  invalidInput,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { Settings } from "./settings.ts";
import type { Replacement, Slot } from "./yaml-text.ts";

/**
 * What each setting is in the file: a number where a number is, true or false where one of these is, and text
 * otherwise. A text in the place of a number would be read by some programs and not by others.
 *
 * @returns them, or `input-invalid` (LA902) for each that is of another kind
 */
export function settingValue(
  slots: readonly Slot[],
  settings: Settings,
): Result<readonly Replacement[]> {
  return traverse(slots, (slot): Result<Replacement> => {
    const { path, scalar } = slot;
    const given = settings.get(path) ?? "";
    switch (typeof scalar.value) {
      case "boolean":
        if (given === "true" || given === "false") return accept({ slot, value: given === "true" });
        return refuse(ofAnotherKind(path, given, "true or false"));
      case "number":
        if (/^-?(0|[1-9][0-9]{0,14})$/.test(given)) return accept({ slot, value: Number(given) });
        return refuse(ofAnotherKind(path, given, "a number"));
      default:
        return accept({ slot, value: given });
    }
  });
}

function ofAnotherKind(path: string, given: string, kind: string) {
  const problem = `has ${quote(given)} for ${path}, which is ${kind} in the file`;
  return invalidInput("settings", problem, `Give ${kind}, or correct the place.`);
}
