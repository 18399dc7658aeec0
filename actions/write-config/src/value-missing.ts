import type { Refusal } from "@lablink-actions/release-core";

/** `config-value-missing` (LA630): there is nothing in the file that a password can take the place of. */
export function valueMissing(file: string, seen: string, remedy: string): Refusal {
  return { name: "config-value-missing", seen, remedy, location: { file } };
}
