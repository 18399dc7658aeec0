import { type RefusalName, refusalCodes } from "./refusal-codes.ts";

/** The place of the cause in the repository; lines and columns count from 1. */
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
  return visible(JSON.stringify(shown));
}

/**
 * A text with its invisible characters written as in JSON: line separators, half surrogate pairs, and control and
 * format characters, which could end the line, move the cursor or change the direction of reading.
 */
export function visible(text: string): string {
  // Nearly all text is ASCII, and preparing the other expression takes longer than all the rest.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character.replace(/./gs, jsonEscape),
  );
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}
