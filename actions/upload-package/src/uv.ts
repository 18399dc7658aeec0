import { runProgram, say } from "@lablink-actions/action-kit";
import type { Publish } from "./upload-package.ts";

// uv tries again what fails, and a file may have a gigabyte.
const deadline = 30 * 60_000;

/**
 * Runs `uv publish`, and writes its output to the log at once. Secrets are in its environment, never in its arguments.
 */
export const publish: Publish = (words, variables) =>
  runProgram("uv", ["publish", ...words], { deadline, variables, onLine: say, both: true });
