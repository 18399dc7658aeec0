import { accept, invalidInput, quote, type Result, refuse } from "@lablink-actions/release-core";
import { minute } from "./tool.ts";

/** How long the tool waits for another run that holds the state. */
export interface LockTimeout {
  /** As the option -lock-timeout takes it. */
  readonly text: string;
  readonly milliseconds: number;
}

/** GitHub ends a job after six hours. */
const longest = 360 * minute;

/** Seconds or minutes, such as `30s` or `5m`; otherwise `input-invalid` (LA902). */
export function parseLockTimeout(text: string, name: string): Result<LockTimeout> {
  const [, number = "", unit] = /^([0-9]{1,5})([sm])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (unit === "m" ? minute : 1000);
  if (unit !== undefined && milliseconds <= longest) return accept({ text, milliseconds });
  const remedy = "Write seconds or minutes, such as 30s or 5m, and at most 360m.";
  return refuse(invalidInput(name, `is ${quote(text)}`, remedy));
}
