import type { Refusal } from "./refusal.ts";

/**
 * `input-missing` (LA901): an input is empty and must not be.
 *
 * @param names what is empty, as a noun: "the input tag"
 */
export function missingInput(names: string, remedy: string): Refusal {
  return { name: "input-missing", seen: `${names} is empty`, remedy };
}

/**
 * `input-invalid` (LA902): an input has a value that it cannot have.
 *
 * @param problem a clause that follows the input's name: `is "x"`
 */
export function invalidInput(name: string, problem: string, remedy: string): Refusal {
  return { name: "input-invalid", seen: `the input ${name} ${problem}`, remedy };
}

/** `inputs-conflict` (LA903): inputs that are valid one by one do not go together. */
export function conflictingInputs(seen: string, remedy: string): Refusal {
  return { name: "inputs-conflict", seen, remedy };
}
