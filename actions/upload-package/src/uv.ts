import { runProgram, say } from "@lablink-actions/action-kit";
import type { Publish } from "./upload-package.ts";

// uv repeats what fails, and a file may have a gigabyte.
const deadline = 30 * 60_000;

/** `uv publish`, with what it says in the log as it says it. Secrets are in its environment, never in its words. */
export const publish: Publish = (words, variables) =>
  runProgram("uv", ["publish", ...words], { deadline, variables, onLine: say, both: true });
