import {
  accept,
  combine,
  type DeclaredTags,
  declareTags,
  invalidPackage,
  map,
  type NonEmpty,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** A package of the repository, how its version tags begin, and where it is. */
export interface DeclaredPackage extends DeclaredTags {
  readonly directory: string;
}

/**
 * Pairs packages with their directories, and with their prefixes as `declareTags` reads them.
 *
 * @returns the declarations, or `package-invalid` (LA215) for all that is wrong with them
 */
export function declarePackages({
  names,
  directories,
  prefixes,
}: {
  readonly names: readonly string[];
  readonly directories: readonly string[];
  readonly prefixes: NonEmpty<string>;
}): Result<DeclaredPackage[]> {
  const declared = combine({
    tags: declareTags(names, prefixes),
    directories: requireOneEach(names, directories),
  });
  return map(declared, ({ tags }) =>
    tags.map((tag) => ({ ...tag, directory: directories[names.indexOf(tag.packageName)] ?? "." })),
  );
}

function requireOneEach(
  names: readonly string[],
  directories: readonly string[],
): Result<readonly string[]> {
  if (names.length === directories.length) return accept(directories);
  return refuse(
    invalidPackage(
      `package has ${names.length} lines and directory has ${directories.length}`,
      "Give one directory for each package, in the same order.",
    ),
  );
}
