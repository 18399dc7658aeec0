import { getInput } from "@actions/core";
import {
  accept,
  isNonEmpty,
  listing,
  map,
  type NonEmpty,
  nearest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** An input's text without white space around it; empty where none was given. */
export function readText(name: string): Result<string> {
  return accept(getInput(name));
}

/** An input that must not be empty; otherwise `input-missing` (LA901). */
export function readRequired(name: string): Result<string> {
  const text = getInput(name);
  return text === "" ? missing(name) : accept(text);
}

/** An input with a line for each item, at least one; blank lines are passed over. Otherwise LA901. */
export function readLines(name: string): Result<NonEmpty<string>> {
  const lines = split(getInput(name), "\n");
  return isNonEmpty(lines) ? accept(lines) : missing(name);
}

/** An input of short words, separated by commas or lines. */
export function readList(name: string): Result<string[]> {
  return map(readText(name), (text) => split(text, /[\n,]/));
}

/** One of a few words; otherwise `input-invalid` (LA902). */
export function readChoice<const Choice extends string>(
  name: string,
  choices: readonly Choice[],
): Result<Choice> {
  const text = getInput(name);
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return accept(choice);
  const meant = nearest(text, choices);
  return refuse({
    name: "input-invalid",
    seen: `the input ${name} is ${quote(text)}`,
    remedy: `Use ${listing(choices, "or")}${meant ? `; ${meant} may be meant` : ""}.`,
  });
}

/** True or false as YAML 1.2's core schema writes them, which is what GitHub documents; otherwise LA902. */
export function readBoolean(name: string): Result<boolean> {
  const spellings = ["true", "True", "TRUE", "false", "False", "FALSE"] as const;
  const text = getInput(name);
  const spelling = spellings.find((candidate) => candidate === text);
  if (spelling !== undefined) return accept(spelling.toLowerCase() === "true");
  return refuse({
    name: "input-invalid",
    seen: `the input ${name} is ${quote(text)}, which is neither true nor false`,
    remedy: `Write ${name}: true or ${name}: false.`,
  });
}

function missing(name: string): Result<never> {
  return refuse({
    name: "input-missing",
    seen: `the input ${name} is empty`,
    remedy: `Give ${name} under with:.`,
  });
}

function split(text: string, separator: string | RegExp): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
