import { normalizePackageName, parseVersion, type Version } from "@lablink-actions/release-core";

/** What pip takes for a source distribution. */
const sourceEnding = /\.(?:zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;

/**
 * The version a file of a project is of, by its name: a wheel as the binary distribution format names it, a
 * source distribution as PEP 625 does, or older ones as pip reads them, where a dash may stand in the name.
 *
 * @param project in any spelling
 * @returns undefined where the file is neither, or another project's
 */
export function versionOfFile(project: string, filename: string): Version | undefined {
  const wanted = normalizePackageName(project);
  const stem = filename.endsWith(".whl") ? wheelStem(filename) : sourceStem(filename);
  if (stem === undefined) return undefined;
  for (let dash = stem.indexOf("-"); dash >= 0; dash = stem.indexOf("-", dash + 1)) {
    if (normalizePackageName(stem.slice(0, dash)) === wanted) {
      return parseVersion(stem.slice(dash + 1));
    }
  }
  return undefined;
}

/** `name-version` of `name-version(-build)?-python-abi-platform.whl`, where a build begins with a digit. */
function wheelStem(filename: string): string | undefined {
  return /^([^-]+-[^-]+)(?:-\d[^-]*)?(?:-[^-]+){3}\.whl$/.exec(filename)?.[1];
}

function sourceStem(filename: string): string | undefined {
  return sourceEnding.test(filename) ? filename.replace(sourceEnding, "") : undefined;
}
