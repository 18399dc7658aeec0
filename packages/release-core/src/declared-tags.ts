import { invalidPackage, parsePackageName, repeatedPackageNames } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { acceptUnless, type NonEmpty, type Result, traverse } from "./result.ts";
import type { DeclaredTags } from "./version-tag.ts";

/**
 * Pairs packages with the prefixes of their version tags: every prefix is for every package.
 *
 * @param names PEP 508 names; an index must not take two of them for one (PEP 503)
 * @param prefixes texts with `{package}` once; a single package needs none
 * @returns the declarations, or `package-invalid` (LA215) for each thing that is wrong
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
    `the input package names ${name} more than once (spellings compared by PEP 503)`,
    "Give each package one line.",
  );
}

function invalidPrefix(prefix: string): Refusal {
  return invalidPackage(
    `the input tag-prefix has the line ${quote(prefix)}`,
    "Write text with {package} in it once, such as {package}_v.",
  );
}
