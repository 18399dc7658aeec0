import { setTimeout } from "node:timers/promises";
import { mask, say } from "./log.ts";

/** What a client of a registry or index is given of the world. */
export const network = {
  fetch,
  mask,
  say,
  sleep: (milliseconds: number): Promise<void> => setTimeout(milliseconds),
};
