import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The folder of the logs of runs: read them if a test fails. */
const logsFile = resolve(import.meta.dirname, "../../.cache/workflow-runs.log");

/** Adds the log of one run. */
export function keepLog(log: string): void {
  mkdirSync(dirname(logsFile), { recursive: true });
  appendFileSync(logsFile, `${log}\n\n`);
}

/** Deletes the logs of all earlier runs. */
export function clearLogs(): void {
  rmSync(logsFile, { force: true });
}

/** The logs of all runs since then. */
export function keptLogs(): string {
  return existsSync(logsFile) ? readFileSync(logsFile, "utf8") : "";
}
