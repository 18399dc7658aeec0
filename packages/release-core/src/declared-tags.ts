import {
  invalidPackage,
  normalizePackageName,
  parsePackageName,
  repeatedPackageNames,
} from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { acceptUnless, type NonEmpty, type Result, traverse } from "./result.ts";
import { type TakenTag, takenTags } from "./taken-tags.ts";
import type { DeclaredTags } from "./version-tag.ts";

/**
 * Pairs packages with the prefixes of their version tags. A line is a prefix for every package, or `package=prefix`
 * for one; the prefix may then be empty, for bare tags.
 *
 * @param names PEP 508 names; an index must not take two of them for one (PEP 503)
 * @param lines prefixes may have `{package}` once; packages with the same one are released together
 * @returns the declarations, or `package-invalid` (LA215) for each thing that is wrong
 */
export function declareTags(
  names: readonly string[],
  lines: NonEmpty<string>,
): Result<DeclaredTags[]> {
  const read = traverse(names, parsePackageName);
  const declared = names.map((name) => ({ name, prefixes: prefixesOf(name, lines) }));
  const tags = declared.flatMap(({ name, prefixes }) =>
    prefixes.map((prefix) => ({ packageName: name, prefix })),
  );
  const refusals = [
    ...(read.ok ? [] : read.refusals),
    ...repeatedPackageNames(names).map(repeatedName),
    ...lines.filter((line) => !isLine(line, names)).map(invalidLine),
    ...declared.flatMap(({ name, prefixes }) => (prefixes.length > 0 ? [] : [withoutLine(name)])),
  ];
  return acceptUnless(refusals.length > 0 ? refusals : takenTags(tags).map(takenTag), tags);
}

/** The lines that `declareTags` reads as these declarations. One line is enough for a prefix that all have. */
export function prefixLines(declared: readonly DeclaredTags[]): readonly string[] {
  const prefixes = new Set(declared.map(({ prefix }) => prefix));
  const [only] = prefixes;
  if (only && prefixes.size === 1 && !only.includes("=")) return [only];
  return declared.map(({ packageName, prefix }) => `${packageName}=${prefix}`);
}

/** A line, taken apart. Without the name of a package before `=` it is for every package. */
function parseLine(line: string): { readonly packageName?: string; readonly prefix: string } {
  const [, packageName, prefix] = /^([A-Za-z0-9._-]+)=(.*)$/s.exec(line) ?? [];
  return packageName === undefined || prefix === undefined
    ? { prefix: line }
    : { packageName, prefix };
}

function prefixesOf(name: string, lines: readonly string[]): readonly string[] {
  const own = lines.map(parseLine).filter(({ packageName = name }) => isSame(packageName, name));
  return [...new Set(own.map(({ prefix }) => prefix))];
}

function isLine(line: string, names: readonly string[]): boolean {
  const { packageName, prefix } = parseLine(line);
  const isKnown = packageName === undefined || names.some((name) => isSame(name, packageName));
  return isKnown && !/[{}\s]/.test(prefix.replace("{package}", ""));
}

function isSame(left: string, right: string): boolean {
  return normalizePackageName(left) === normalizePackageName(right);
}

function repeatedName(name: string): Refusal {
  return invalidPackage(
    `the input package names ${name} more than once (spellings compared by PEP 503)`,
    "Give each package one line.",
  );
}

function invalidLine(line: string): Refusal {
  return invalidPackage(
    `the input tag-prefix has the line ${quote(line)}`,
    "Write text with {package} in it at most once, such as {package}_v, or <package>=<prefix> with one of the packages.",
  );
}

function withoutLine(name: string): Refusal {
  return invalidPackage(
    `the input tag-prefix has no line for ${name}`,
    `Add the line ${name}=<prefix>, with nothing after = for tags without a prefix.`,
  );
}

function takenTag({ tag, owner, taker }: TakenTag): Refusal {
  return invalidPackage(
    `the tag ${tag} would be a version tag of ${owner.packageName}, and the prefix ${quote(taker.prefix)} makes it one of ${taker.packageName}`,
    `Give ${taker.packageName} another tag-prefix, such as {package}_v.`,
  );
}
