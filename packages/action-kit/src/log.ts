import { info, setSecret } from "@actions/core";
import { printable } from "./report.ts";

/** A line for the log at once, while something takes long; tables come at the end. It can be no command. */
export function say(line: string): void {
  info(`│ ${printable(line.replace(/\r$/, ""))}`);
}

/** Keeps a secret out of everything the runner shows from here on. */
export function mask(secret: string): void {
  setSecret(secret);
}
