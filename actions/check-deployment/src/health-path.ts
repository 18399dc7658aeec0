import { accept, invalidInput, quote, type Result, refuse } from "@lablink-actions/release-core";

/** A path below the deployment's address, such as /api/health; otherwise `input-invalid` (LA902). */
export function parseHealthPath(given: string, name: string): Result<string> {
  if (/^(\/[\w.~%-]+)+\/?$/.test(given)) return accept(given);
  const problem = `is ${quote(given)}, which is not a path`;
  return refuse(invalidInput(name, problem, "Write a path such as /api/health."));
}
