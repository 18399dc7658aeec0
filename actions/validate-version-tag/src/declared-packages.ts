import {
  acceptUnless,
  type DeclaredTags,
  isPackageName,
  type NonEmpty,
  quote,
  type Refusal,
  type Result,
  repeatedPackageNames,
} from "@lablink-actions/release-core";

/** A package of the repository, how its version tags begin, and where it is. */
export interface DeclaredPackage extends DeclaredTags {
  readonly directory: string;
}

/**
 * Pairs packages with their directories and prefixes: every prefix holds for every package.
 *
 * @returns the declarations, or `package-invalid` (LA215) for all that is wrong with them
 */
export function declarePackages(
  names: readonly string[],
  directories: readonly string[],
  prefixes: NonEmpty<string>,
): Result<DeclaredPackage[]> {
  const refusals = [
    ...names.filter((name) => !isPackageName(name)).map(invalidName),
    ...repeatedPackageNames(names).map(repeatedName),
    ...(names.length === directories.length ? [] : [differentLengths(names, directories)]),
    ...prefixes.filter((prefix) => !isPrefix(prefix, names.length)).map(invalidPrefix),
  ];
  return acceptUnless(
    refusals,
    names.flatMap((packageName, index) =>
      prefixes.map((prefix) => ({ packageName, prefix, directory: directories[index] ?? "." })),
    ),
  );
}

/** With several packages a prefix must say which one is meant. */
function isPrefix(prefix: string, packages: number): boolean {
  const literal = prefix.replace("{package}", "");
  return !/[{}\s]/.test(literal) && (literal !== prefix || packages === 1);
}

function invalidName(name: string): Refusal {
  return {
    name: "package-invalid",
    seen: `${quote(name)} is not a package's name (PEP 508)`,
    remedy: "Use letters, digits, and between them hyphens, underscores and dots.",
  };
}

function repeatedName(name: string): Refusal {
  return {
    name: "package-invalid",
    seen: `package names ${name} more than once (compared after PEP 503 normalisation)`,
    remedy: "Give each package one line.",
  };
}

function differentLengths(names: readonly string[], directories: readonly string[]): Refusal {
  return {
    name: "package-invalid",
    seen: `package has ${names.length} lines and directory has ${directories.length}`,
    remedy: "Give one directory for each package, in the same order.",
  };
}

function invalidPrefix(prefix: string): Refusal {
  return {
    name: "package-invalid",
    seen: `tag-prefix holds ${quote(prefix)}`,
    remedy: "Write text with {package} in it once, such as {package}_v.",
  };
}
