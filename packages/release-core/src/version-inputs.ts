import { conflictingInputs, invalidInput } from "./input-refusals.ts";
import { isPackageName } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { accept, acceptUnless, type NonEmpty, type Result, refuse } from "./result.ts";

/** A package, and the workflow input that gives its version. */
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
  // What GitHub accepts as the name of an input.
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
 * Names the workflow input that gives a package's version: the words that only this one of the packages has, and
 * `_version`. So lablink-allocator-service and lablink-client-service have allocator_version and client_version, as
 * in LabLink's workflow. The input of a single package is `version`.
 *
 * @param packageNames all packages of the run
 * @returns the input of one of them
 */
export function derivedVersionInput(
  packageNames: readonly string[],
): (packageName: string) => string {
  const words = packageNames.map(wordsOf);
  const shortest = Math.min(...words.map(({ length }) => length));
  const start = sharedWords(words, shortest, (list, index) => list[index]);
  const end = sharedWords(words, shortest - start, (list, index) => list.at(-1 - index));
  return (packageName) => {
    const own = wordsOf(packageName);
    return [...own.slice(start, own.length - end), "version"].join("_");
  };
}

/**
 * Gives each package the input of its version: the one that is named for it, or the derived one.
 *
 * @returns the packages with their inputs, or `inputs-conflict` (LA903) for each unknown package, and each input used
 * twice
 */
export function withVersionInputs<T extends { readonly packageName: string }>(
  packages: NonEmpty<T>,
  named: readonly PackageInput[],
): Result<NonEmpty<T & PackageInput>> {
  const derived = derivedVersionInput(packages.map(({ packageName }) => packageName));
  const add = (one: T): T & PackageInput => {
    const own = named.find(({ packageName }) => packageName === one.packageName)?.input;
    return { ...one, input: own ?? derived(one.packageName) };
  };
  const [first, ...others] = packages;
  const given: NonEmpty<T & PackageInput> = [add(first), ...others.map(add)];
  return acceptUnless([...strangers(given, named), ...shared(given)], given);
}

function strangers(given: readonly PackageInput[], named: readonly PackageInput[]): Refusal[] {
  return named
    .filter(({ packageName }) => !given.some((one) => one.packageName === packageName))
    .map(({ packageName }) =>
      conflict(`the input version-inputs names ${quote(packageName)}, and versions does not`),
    );
}

/** `environment` decides whether a run is production, so it gives no version. */
function shared(given: readonly PackageInput[]): Refusal[] {
  // GitHub does not tell inputs apart by case.
  const all = [...given.map(({ input }) => input.toLowerCase()), "environment"];
  const twice = all.filter((input, index) => all.indexOf(input) < index);
  return [...new Set(twice)].map((input) =>
    conflict(`the workflow input ${quote(input)} is used for two things`),
  );
}

function conflict(seen: string): Refusal {
  return conflictingInputs(
    seen,
    "Write lines package=input in version-inputs. Name packages that versions has, and a different input for each.",
  );
}

function wordsOf(packageName: string): string[] {
  return packageName.toLowerCase().split(/[-_.]+/);
}

/** How many words all lists share, counted from one end. */
function sharedWords(
  lists: readonly string[][],
  most: number,
  word: (list: string[], index: number) => string | undefined,
): number {
  let shared = 0;
  while (shared < most && new Set(lists.map((list) => word(list, shared))).size === 1) shared++;
  return shared;
}
