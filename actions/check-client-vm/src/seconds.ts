import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/** Whole seconds, at least one; otherwise `input-invalid` (LA902). */
export function parseSeconds(input: string, text: string): Result<number> {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return accept(Number(text));
  return refuse({
    name: "input-invalid",
    seen: `the input ${input} is ${quote(text)}`,
    remedy: "Write whole seconds, such as 1200.",
  });
}
