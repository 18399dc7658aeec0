import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

/** A full commit id, of SHA-1 or SHA-256, in lower case; or `commit-invalid` (LA407). */
export function parseCommit(text: string): Result<string> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return accept(text.toLowerCase());
  return refuse({
    name: "commit-invalid",
    seen: `sha is ${quote(text)}, which is not a full commit id`,
    remedy: "Pass all 40 (or 64) hexadecimal digits, or leave the default.",
  });
}
