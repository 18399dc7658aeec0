import { accept, invalidInput, type Result, refuse } from "@lablink-actions/release-core";
import { anything, checkJson, record, text } from "@lablink-actions/shape";

/** A JSON object of values of variables, to the letter: read and written again, a long number would be another one. */
export type Variables = string & { readonly variables: never };

const variables = record(text(), anything);

/** The values of an infrastructure's variables; otherwise `input-invalid` (LA902), which shows none of them. */
export function parseVariables(given: string, name: string): Result<Variables> {
  const checked = checkJson(variables, given);
  if (checked.ok) return accept(given as Variables);
  const remedy = "Pass on the output variables of resolve-deployment, or write a JSON object.";
  return refuse(invalidInput(name, checked.problems[0].message, remedy));
}
