import { runInNewContext } from "node:vm";

/** Milliseconds for a pattern. An honest one takes a few on the longest output that is kept. */
const patience = 1000;

/**
 * Whether a pattern matches a line of a text. Some patterns take longer than any job on a text that was made for that,
 * and only a context of their own can be ended.
 *
 * @returns undefined if it takes too long
 */
export function matches(pattern: string, text: string): boolean | undefined {
  try {
    const given = { pattern, text };
    return runInNewContext('new RegExp(pattern, "m").test(text)', given, { timeout: patience });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}
