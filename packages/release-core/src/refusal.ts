import { type RefusalName, refusalCodes } from "./refusal-codes.ts";

/** Where in the repository the cause stands; lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Why something is not done: what was seen, and what to do about it. */
export interface Refusal {
  readonly name: RefusalName;
  /** What was seen, as a clause without its full stop. */
  readonly seen: string;
  /** What to do, as one or more sentences. */
  readonly remedy: string;
  readonly location?: Location;
}

/** `LA102 prod-version-missing`: what scripts and people search for; it never changes its meaning. */
export function refusalTitle({ name }: Refusal): string {
  return `${refusalCodes[name]} ${name}`;
}

/** The refusal in one line. */
export function refusalMessage(refusal: Refusal): string {
  return `${refusalTitle(refusal)}: ${refusal.seen}. ${refusal.remedy}`;
}

/** A value as a refusal shows it: quoted, shortened, and on one line whatever it holds. */
export function quote(value: string): string {
  const shown = value.length > 200 ? `${value.slice(0, 200)}… (${value.length} characters)` : value;
  return JSON.stringify(shown.toWellFormed());
}

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}
