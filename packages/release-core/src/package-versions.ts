import { isPackageName, repeatedPackageNames } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import { accept, acceptUnless, type NonEmpty, type Result, refuse, traverse } from "./result.ts";

/** A package and the version asked for it, as written; empty where none is asked for. */
export interface PackageVersion {
  readonly packageName: string;
  readonly version: string;
}

/**
 * Reads lines `package==version`, of which the version may be empty.
 *
 * @returns the packages in their order, or `versions-invalid` (LA111) for each line that is wrong
 */
export function parsePackageVersions(lines: NonEmpty<string>): Result<NonEmpty<PackageVersion>> {
  const parsed = traverse(lines, parseLine);
  if (!parsed.ok) return parsed;
  const repeated = repeatedPackageNames(parsed.value.map(({ packageName }) => packageName));
  return acceptUnless(
    repeated.map((name) => invalid(`versions names ${name} more than once`)),
    parsed.value,
  );
}

function parseLine(line: string): Result<PackageVersion> {
  const [packageName = "", version] = line.split(/==(.*)/s, 2).map((part) => part.trim());
  if (version !== undefined && isPackageName(packageName)) {
    return accept({ packageName, version });
  }
  return refuse(invalid(`versions has the line ${quote(line)}`));
}

function invalid(seen: string): Refusal {
  return {
    name: "versions-invalid",
    seen,
    remedy: "Write one line package==version for each package; the version may be empty.",
  };
}
