import { info, isDebug, setSecret, debug as writeDebug } from "@actions/core";
import { printable } from "./report.ts";

/** Writes a line to the log at once, while something takes long; tables come at the end. It is never a command. */
export function say(line: string): void {
  info(`│ ${printable(line.replace(/\r$/, ""))}`);
}

const secrets = new Set<string>();

/** Keeps a secret out of everything that the runner and this action show from here on. */
export function mask(secret: string): void {
  if (secret === "" || secrets.has(secret)) return;
  secrets.add(secret);
  setSecret(secret);
}

/** Writes a line that is shown only if the run is debugged (RUNNER_DEBUG=1): a call, and its answer. */
export function debug(line: () => string): void {
  if (isDebug()) writeDebug(printable(withoutSecrets(line())));
}

function withoutSecrets(text: string): string {
  return [...secrets].reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
