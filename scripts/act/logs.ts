import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Where runs leave their logs: what to read when a test fails. */
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
