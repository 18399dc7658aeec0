import { invalidPackage, parsePackageName, repeatedPackageNames } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { acceptUnless, type NonEmpty, type Result, traverse } from "./result.ts";
import type { DeclaredTags } from "./version-tag.ts";

/**
 * Pairs packages with the prefixes of their version tags: every prefix holds for every package.
 *
 * @param names PEP 508 names, no two of which an index takes for one (PEP 503)
 * @param prefixes text with `{package}` in it once; with a single package it may be left out
 * @returns the declarations, or `package-invalid` (LA215) for all that is wrong with them
 */
export function declareTags(
  names: readonly string[],
  prefixes: NonEmpty<string>,
): Result<DeclaredTags[]> {
  const read = traverse(names, parsePackageName);
  const refusals = [
    ...(read.ok ? [] : read.refusals),
    ...repeatedPackageNames(names).map(repeatedName),
    ...prefixes.filter((prefix) => !isPrefix(prefix, names.length)).map(invalidPrefix),
  ];
  return acceptUnless(
    refusals,
    names.flatMap((packageName) => prefixes.map((prefix) => ({ packageName, prefix }))),
  );
}

/** With several packages a prefix must say which one is meant. */
function isPrefix(prefix: string, packages: number): boolean {
  const literal = prefix.replace("{package}", "");
  return !/[{}\s]/.test(literal) && (literal !== prefix || packages === 1);
}

function repeatedName(name: string): Refusal {
  return invalidPackage(
    `package names ${name} more than once (compared after PEP 503 normalisation)`,
    "Give each package one line.",
  );
}

function invalidPrefix(prefix: string): Refusal {
  return invalidPackage(
    `tag-prefix holds ${quote(prefix)}`,
    "Write text with {package} in it once, such as {package}_v.",
  );
}
