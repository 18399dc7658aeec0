import { isPackageName, repeatedPackageNames } from "./package-name.ts";
import { quote, type Refusal } from "./refusal.ts";
import type { PackageSource, RequestedVersion } from "./release-version.ts";
import {
  accept,
  acceptUnless,
  map,
  type NonEmpty,
  type Result,
  refuse,
  traverse,
} from "./result.ts";
import { type PackageInput, withVersionInputs } from "./version-inputs.ts";

/** A package and the version that is asked for, as written; empty if none is. */
export interface PackageVersion {
  readonly packageName: string;
  readonly version: string;
  /** What production is built from; the index if it is not given. */
  readonly source?: PackageSource;
}

/**
 * Reads lines `package==version`. The version may be empty.
 *
 * @returns the packages in their order, or `versions-invalid` (LA111) for each line that is wrong
 */
export function parsePackageVersions(lines: NonEmpty<string>): Result<NonEmpty<PackageVersion>> {
  const parsed = traverse(lines, parseLine);
  if (!parsed.ok) return parsed;
  const repeated = repeatedPackageNames(parsed.value.map(({ packageName }) => packageName));
  return acceptUnless(
    repeated.map((name) => invalid(`the input versions names ${name} more than once`)),
    parsed.value,
  );
}

/**
 * The versions that a run is asked for, each with the workflow input that gives it.
 *
 * @param named the inputs whose names do not follow from their packages
 * @returns them, or `inputs-conflict` (LA903)
 */
export function requestedVersions(
  packages: NonEmpty<PackageVersion>,
  named: readonly PackageInput[],
): Result<NonEmpty<RequestedVersion>> {
  return map(withVersionInputs(packages, named), ([first, ...others]) => [
    request(first),
    ...others.map(request),
  ]);
}

function request(one: PackageVersion & PackageInput): RequestedVersion {
  const { packageName, input, version, source } = one;
  return { subject: packageName, packageName, input, text: version, ...(source && { source }) };
}

function parseLine(line: string): Result<PackageVersion> {
  const [packageName = "", version] = line.split(/==(.*)/s, 2).map((part) => part.trim());
  if (version !== undefined && isPackageName(packageName)) {
    return accept({ packageName, version });
  }
  return refuse(invalid(`the input versions has the line ${quote(line)}`));
}

function invalid(seen: string): Refusal {
  return {
    name: "versions-invalid",
    seen,
    remedy: "Write one line package==version for each package. The version may be empty.",
  };
}
