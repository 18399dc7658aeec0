import { runInNewContext } from "node:vm";

/** Milliseconds for a pattern. An honest one takes a few on the longest output that is kept. */
const patience = 1000;

/**
 * The first line of a text that a pattern matches. Some patterns take longer than any job on a text that was made for
 * that, and only a context of their own can be ended.
 */
export function matchIn(
  pattern: string,
  text: string,
): { readonly line: string } | "no match" | "too slow" {
  try {
    const given = { pattern, text };
    const at: number = runInNewContext('new RegExp(pattern, "m").exec(text)?.index ?? -1', given, {
      timeout: patience,
    });
    if (at < 0) return "no match";
    const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
    const end = text.indexOf("\n", start);
    return { line: text.slice(start, end < 0 ? undefined : end).trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "too slow";
    throw error;
  }
}
