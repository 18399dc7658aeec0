import {
  accept,
  andThen,
  type DispatchedPackage,
  isNonEmpty,
  map,
  type NonEmpty,
  normalizePackageName,
  type PackageInput,
  type PackageVersion,
  parsePackageVersions,
  type RequestedVersion,
  type Result,
  releaseVersion,
  requestedVersions,
  traverse,
  type Version,
} from "@lablink-actions/release-core";

/** The packages that images are built from, and what is known of their versions. */
interface PackageTexts {
  readonly versions: readonly PackageVersion[];
  /** What was just published. */
  readonly published: readonly PackageVersion[];
  /** The workflow inputs that are not called after their package. */
  readonly versionInputs: readonly PackageInput[];
}

/** Lines `package==version`, or none; otherwise `versions-invalid` (LA111). */
export function parseVersionLines(lines: readonly string[]): Result<readonly PackageVersion[]> {
  return isNonEmpty(lines) ? parsePackageVersions(lines) : accept([]);
}

/**
 * The packages with their inputs and versions. A version that was just published counts, even if the index does not
 * list it yet.
 *
 * @returns them, none if no image is built from what was published; or `inputs-conflict` (LA903), or
 * `prod-version-invalid` (LA103) or `prod-version-untaggable` (LA104) for a version that no production run accepts
 */
export function dispatchedPackages(texts: PackageTexts): Result<readonly DispatchedPackage[]> {
  const { versions, published, versionInputs } = texts;
  const isUsed = published.length === 0 || published.some((one) => find(one, versions));
  if (!isNonEmpty(versions) || !isUsed) return accept([]);
  const newest = (one: PackageVersion): PackageVersion => ({
    ...one,
    version: find(one, published)?.version || one.version,
  });
  const [first, ...others] = versions;
  const wanted: NonEmpty<PackageVersion> = [newest(first), ...others.map(newest)];
  return andThen(requestedVersions(wanted, versionInputs), (requested) =>
    traverse(requested, (one) => map(versionOf(one), (version) => ({ ...nameOf(one), version }))),
  );
}

/** The line about the same package. */
function find({ packageName }: PackageVersion, lines: readonly PackageVersion[]) {
  const name = normalizePackageName(packageName);
  return lines.find((line) => normalizePackageName(line.packageName) === name);
}

function versionOf(requested: RequestedVersion): Result<Version | undefined> {
  if (requested.text === "") return accept(undefined);
  return map(releaseVersion(requested), ({ version }) => version);
}

function nameOf({ subject, input }: RequestedVersion) {
  return { packageName: subject, input };
}
