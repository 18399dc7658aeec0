import { getInput } from "@actions/core";
import {
  accept,
  andThen,
  invalidInput,
  isNonEmpty,
  listing,
  missingInput,
  type NonEmpty,
  nearest,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";

/** Turns the text of an input, without white space around it, into a value; the name is for refusals. */
export type Parser<T> = (text: string, name: string) => Result<T>;

/** A parser for each input that action.yml declares: see declaration.ts of an action. */
export type Parsers<Input extends string> = Readonly<Record<Input, Parser<unknown>>>;

/** What was read, by the inputs' names in camel case: each a value, or why there is none. */
export type Inputs<P> = {
  readonly [Name in keyof P & string as CamelCase<Name>]: P[Name] extends Parser<infer T>
    ? Result<T>
    : never;
};

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** Reads each input once, by the parser beside its name. Write `satisfies Parsers<Input>` after the parsers. */
export function readInputs<P extends Parsers<string>>(parsers: P): Inputs<P> {
  const read = Object.entries<Parser<unknown>>(parsers).map(([name, parse]) => [
    name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    parse(getInput(name), name),
  ]);
  return Object.fromEntries(read);
}

/** Any text; empty if none was given. */
export const text: Parser<string> = (given) => accept(given);

/** A text that must not be empty; otherwise `input-missing` (LA901). */
export function required<T>(parse: Parser<T>): Parser<T> {
  return (given, name) => (given === "" ? refuse(missing(name)) : parse(given, name));
}

/** Undefined for an empty text. */
export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (given, name) => (given === "" ? accept(undefined) : parse(given, name));
}

/** One item per line, at least one; blank lines do not count. Otherwise LA901. */
export function lines<T>(parse: Parser<T>): Parser<NonEmpty<T>> {
  return (given, name) => {
    const items = split(given, "\n");
    return isNonEmpty(items) ? traverse(items, (item) => parse(item, name)) : refuse(missing(name));
  };
}

/** Short items, separated by commas or lines; perhaps none. */
export function items<T>(parse: Parser<T>): Parser<readonly T[]> {
  return (given, name) => traverse(split(given, /[\n,]/), (item) => parse(item, name));
}

/** One of a few words; otherwise `input-invalid` (LA902). */
export function choice<const Choice extends string>(...choices: readonly Choice[]): Parser<Choice> {
  return (given, name) => {
    const found = choices.find((candidate) => candidate === given);
    if (found !== undefined) return accept(found);
    const meant = nearest(given, choices);
    const remedy = `Use ${listing(choices, "or")}${meant ? `; ${meant} may be meant` : ""}.`;
    return refuse(invalidInput(name, `is ${quote(given)}`, remedy));
  };
}

/** True or false as YAML 1.2's core schema writes them, and so GitHub's documentation; otherwise LA902. */
export const boolean: Parser<boolean> = (given, name) => {
  if (["true", "True", "TRUE"].includes(given)) return accept(true);
  if (["false", "False", "FALSE"].includes(given)) return accept(false);
  const problem = `is ${quote(given)}, which is neither true nor false`;
  return refuse(invalidInput(name, problem, `Write ${name}: true or ${name}: false.`));
};

/** Whole seconds within bounds; otherwise LA902. */
export function seconds(least: number, most: number): Parser<number> {
  return (given, name) => {
    const value = /^[0-9]{1,6}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= least && value <= most) return accept(value);
    const remedy = `Give whole seconds, from ${least} to ${most}.`;
    return refuse(invalidInput(name, `is ${quote(given)}`, remedy));
  };
}

/** A JSON text, read by a parser of its value; otherwise LA902, which does not show the text: it may hold secrets. */
export function json<T>(parse: (value: unknown, name: string) => Result<T>): Parser<T> {
  return (given, name) => {
    let value: unknown;
    try {
      value = JSON.parse(given);
    } catch {
      return refuse(invalidInput(name, "is not JSON", "Write it with toJSON, or correct it."));
    }
    return parse(value, name);
  };
}

/** First one parser, then another one for what it gave. */
export function then<T, U>(
  first: Parser<T>,
  next: (value: T, name: string) => Result<U>,
): Parser<U> {
  return (given, name) => andThen(first(given, name), (value) => next(value, name));
}

function missing(name: string) {
  return missingInput(`the input ${name}`, `Give ${name} under with:.`);
}

function split(given: string, separator: string | RegExp): string[] {
  return given
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
