import {
  accept,
  normalizePackageName,
  type Refusal,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";

/**
 * Requires that a wheel or sdist has its canonical name, as the binary distribution format and PEP 625 ask for: the
 * package's name normalised, with underscores, and the version in its canonical spelling. uv skips a file with another name.
 *
 * @param path the file, as refusals name it
 * @param named what the file's name says, in any spelling
 * @returns the path, or `file-name-not-canonical` (LA228)
 */
export function requireCanonicalName(
  path: string,
  named: { readonly name: string; readonly version: Version },
): Result<string> {
  const filename = path.slice(path.lastIndexOf("/") + 1);
  const canonical = canonicalName(filename, named);
  return filename === canonical ? accept(path) : refuse(notCanonical(path, canonical));
}

function canonicalName(
  filename: string,
  { name, version }: { readonly name: string; readonly version: Version },
): string {
  const stem = `${normalizePackageName(name).replaceAll("-", "_")}-${version.canonical}`;
  // A wheel's name goes on with an optional build number and three tags.
  return filename.endsWith(".whl") ? filename.replace(/^[^-]*-[^-]*/, stem) : `${stem}.tar.gz`;
}

function notCanonical(path: string, canonical: string): Refusal {
  const [kind, setuptools] = path.endsWith(".whl") ? ["wheels", "75.8.1"] : ["sdists", "69.3"];
  return {
    name: "file-name-not-canonical",
    seen: `the name of ${path} is not canonical; it must be ${canonical}. uv skips such a file and reports no error`,
    remedy: `Build with a newer build backend, and do not rename the file. setuptools writes canonical names of ${kind} since ${setuptools}: requires = ["setuptools>=${setuptools}"] in [build-system].`,
    location: { file: path },
  };
}
