import { posix } from "node:path";
import {
  foreignFile,
  incompleteDist,
  type NamedFile,
  requireCanonicalName,
} from "@lablink-actions/python-package";
import { digestOf, versionOfFile } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  digestDigits,
  map,
  quote,
  type Result,
  refuse,
  traverse,
  type Version,
} from "@lablink-actions/release-core";

/** A file to upload, whose bytes are those that were checked. */
export interface BuiltFile extends NamedFile {
  readonly path: string;
  /** The version that its name says. */
  readonly version: Version;
}

interface Wanted {
  readonly packageName: string;
  readonly dist: string;
  readonly files: readonly NamedFile[];
}

type ReadBytes = (path: string) => Uint8Array | undefined;

/**
 * Finds the files to upload, all or none.
 *
 * @returns them; or for each file `dist-incomplete` (LA218), `dist-foreign` (LA219), `built-file-differs` (LA227) or
 * `file-name-not-canonical` (LA228)
 */
export function readFiles(wanted: Wanted, readBytes: ReadBytes): Result<readonly BuiltFile[]> {
  return traverse(wanted.files, (file) => readFile(wanted, file, readBytes));
}

function readFile(
  { packageName, dist }: Wanted,
  { filename, digest }: NamedFile,
  readBytes: ReadBytes,
): Result<BuiltFile> {
  const path = posix.join(dist, filename);
  if (!/\.(?:whl|tar\.gz)$/.test(filename)) return refuse(missing(path));
  return andThen(requireOwn(packageName, filename), (version) =>
    andThen(requireCanonicalName(path, { name: packageName, version }), () => {
      const bytes = readBytes(path);
      if (bytes === undefined) return refuse(missing(path));
      return map(requireSame(path, bytes, digest), () => ({ filename, digest, path, version }));
    }),
  );
}

function missing(path: string) {
  return incompleteDist(
    `there is no wheel or sdist ${quote(path)}`,
    "Fetch all files that were built and checked into dist before this step.",
  );
}

function requireOwn(packageName: string, filename: string): Result<Version> {
  const version = versionOfFile(packageName, filename);
  if (version !== undefined) return accept(version);
  return refuse(
    foreignFile(
      `the name ${quote(filename)} is not that of a file of ${packageName}`,
      "Give only files of that package, as check-package names them, or correct package.",
    ),
  );
}

function requireSame(
  path: string,
  bytes: Uint8Array,
  digest: NamedFile["digest"],
): Result<undefined> {
  const found = digestOf(bytes);
  if (found === digest) return accept(undefined);
  return refuse({
    name: "built-file-differs",
    seen: `${path} has SHA-256 ${digestDigits(found)}, and the file that was checked has ${digestDigits(digest)}`,
    remedy:
      "Find out what replaced the file after the build: any job of a run can replace an artifact. Then run all jobs again.",
    location: { file: path },
  });
}
