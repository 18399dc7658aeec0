import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Where the end-to-end tests leave the logs of their runs: what to read when one fails. */
const logsFile = resolve(import.meta.dirname, "../../.cache/workflow-runs.log");

/** Adds the log of one run. */
export function keepLog(log: string): void {
  mkdirSync(dirname(logsFile), { recursive: true });
  appendFileSync(logsFile, `${log}\n\n`);
}

/** Forgets the runs there were. */
export function clearLogs(): void {
  rmSync(logsFile, { force: true });
}

/** The logs of all runs since. */
export function keptLogs(): string {
  return existsSync(logsFile) ? readFileSync(logsFile, "utf8") : "";
}
