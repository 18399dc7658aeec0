import { normalizePackageName, parseVersion, type Version } from "@lablink-actions/release-core";

/** The files that pip takes for source distributions. */
const sourceEnding = /\.(?:zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;

/**
 * The version of a project's file, by its name. The binary distribution format names wheels, PEP 625 source
 * distributions. Older names are read as pip does: they may have a dash in the project's name.
 *
 * @param project in any spelling
 * @returns undefined if the file is neither, or another project's
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

/** `name-version` of `name-version(-build)?-python-abi-platform.whl`, and a build begins with a digit. */
function wheelStem(filename: string): string | undefined {
  return /^([^-]+-[^-]+)(?:-\d[^-]*)?(?:-[^-]+){3}\.whl$/.exec(filename)?.[1];
}

function sourceStem(filename: string): string | undefined {
  return sourceEnding.test(filename) ? filename.replace(sourceEnding, "") : undefined;
}
