/** How programs end that the probe ran. */
import { boolean, integer, optional } from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";

/** How a program ended: the members of an answer. */
export const ran = {
  exit: optional(integer),
  signal: optional(integer),
  /** It was still alive when its time was over. */
  alive: optional(boolean),
};

export interface Ran {
  readonly exit?: number;
  readonly signal?: number;
  readonly alive?: boolean;
}

/** Why a program that must end with 0 did not; undefined if it did. */
export function ending(seen: Ran, { seconds }: Observation): string | undefined {
  if (seen.exit === 0) return undefined;
  return seen.alive ? stillAlive(seconds) : `ended by ${endedBy(seen)}`;
}

export function stillAlive(seconds: number): string {
  return `did not end within ${seconds.toFixed(0)} s, and was killed`;
}

export function endedBy({ exit, signal }: Ran): string {
  return signal === undefined ? `exit ${exit ?? "unknown"}` : `signal ${signal}`;
}
