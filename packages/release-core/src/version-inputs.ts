import { conflictingInputs, invalidInput } from "./input-refusals.ts";
import { isPackageName } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { accept, acceptUnless, type NonEmpty, type Result, refuse } from "./result.ts";

/** A package, and the workflow input by which its version is given. */
export interface PackageInput {
  readonly packageName: string;
  readonly input: string;
}

/**
 * Reads a line `package=input`.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function parsePackageInput(line: string): Result<PackageInput> {
  const [packageName = "", input = ""] = line.split("=", 2).map((part) => part.trim());
  // What GitHub takes for the name of an input.
  const isInput = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(input);
  if (isPackageName(packageName) && isInput) return accept({ packageName, input });
  return refuse(
    invalidInput(
      "version-inputs",
      `has the line ${quote(line)}`,
      "Write one line package=input for each package: its name, and the workflow input that gives its version.",
    ),
  );
}

/**
 * The workflow input that gives each package's version, in the packages' order: the words that set a package apart
 * from the others, and `_version`. So lablink-allocator-service and lablink-client-service have allocator_version and
 * client_version, as in LabLink's workflow. A package by itself has `version`.
 */
export function derivedVersionInputs(packageNames: readonly string[]): readonly string[] {
  const words = packageNames.map((name) => name.toLowerCase().split(/[-_.]+/));
  const shortest = Math.min(...words.map(({ length }) => length));
  const start = sharedWords(words, shortest, (list, index) => list[index]);
  const end = sharedWords(words, shortest - start, (list, index) => list.at(-1 - index));
  return words.map((list) => [...list.slice(start, list.length - end), "version"].join("_"));
}

/**
 * Gives each package the input of its version: the one that is named for it, or else the derived one.
 *
 * @returns the packages with their inputs, or `inputs-conflict` (LA903) for each name that fits no package or two
 */
export function withVersionInputs<T extends { readonly packageName: string }>(
  packages: NonEmpty<T>,
  named: readonly PackageInput[],
): Result<NonEmpty<T & PackageInput>> {
  const derived = derivedVersionInputs(packages.map(({ packageName }) => packageName));
  const add = (one: T, index: number): T & PackageInput => {
    const own = named.find(({ packageName }) => packageName === one.packageName)?.input;
    return { ...one, input: own ?? derived[index] ?? "version" };
  };
  const [first, ...others] = packages;
  const given: NonEmpty<T & PackageInput> = [
    add(first, 0),
    ...others.map((one, index) => add(one, index + 1)),
  ];
  return acceptUnless([...strangers(given, named), ...shared(given)], given);
}

function strangers(given: readonly PackageInput[], named: readonly PackageInput[]): Refusal[] {
  return named
    .filter(({ packageName }) => !given.some((one) => one.packageName === packageName))
    .map(({ packageName }) =>
      conflict(`version-inputs names ${quote(packageName)}, and versions does not`),
    );
}

/** `environment` decides whether a run is production, so it gives no version. */
function shared(given: readonly PackageInput[]): Refusal[] {
  // GitHub tells no inputs apart by their case.
  const all = [...given.map(({ input }) => input.toLowerCase()), "environment"];
  const twice = all.filter((input, index) => all.indexOf(input) < index);
  return [...new Set(twice)].map((input) =>
    conflict(`version-inputs uses the input ${quote(input)} for two things`),
  );
}

function conflict(seen: string): Refusal {
  return conflictingInputs(
    seen,
    "Write lines package=input, with packages that versions has, and another input for each.",
  );
}

/** How many words all lists have in common, taken one by one from one end. */
function sharedWords(
  lists: readonly string[][],
  most: number,
  word: (list: string[], index: number) => string | undefined,
): number {
  let shared = 0;
  while (shared < most && new Set(lists.map((list) => word(list, shared))).size === 1) shared++;
  return shared;
}
