import { foreignFile } from "@lablink-actions/python-package";
import { versionOfFile } from "@lablink-actions/registries";
import {
  accept,
  compareVersions,
  listing,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import { incomplete } from "./dist.ts";
import type { Folder } from "./folder.ts";

/** A package whose sources do not say its version. */
interface Wanted {
  readonly name: string;
  /** Undefined: any version. */
  readonly expected: Version | undefined;
}

/**
 * The version of the built files, by their names. What is in them is compared with it later.
 *
 * @returns it; or `dist-incomplete` (LA218) if there are none, `dist-foreign` (LA219) for several versions, or
 * `built-version-differs` (LA231) if another one is expected
 */
export function findVersion(
  directory: string,
  { name, expected }: Wanted,
  folder: Folder,
): Result<Version> {
  const versions = new Map(
    (folder.entries(directory) ?? [])
      .filter((entry) => entry.isFile && /\.(?:whl|tar\.gz)$/.test(entry.name))
      .flatMap((entry) => versionOfFile(name, entry.name) ?? [])
      .map((version) => [version.canonical, version]),
  );
  const [version, ...others] = versions.values();
  if (version === undefined) {
    return refuse(incomplete(`${quote(directory)} holds no sdist and no wheel of ${name}`));
  }
  if (others.some((other) => compareVersions(other, version) !== 0)) {
    return refuse(
      foreignFile(
        `${quote(directory)} holds files of ${name} ${listing([...versions.keys()])}`,
        "Build into an empty folder: uv build --out-dir.",
      ),
    );
  }
  if (expected === undefined || compareVersions(version, expected) === 0) return accept(version);
  return refuse({
    name: "built-version-differs",
    seen: `the files in ${quote(directory)} have version ${version.canonical}, which the build backend made, and ${expected.canonical} is expected`,
    remedy: `If the backend reads git's tags, check out with fetch-depth: 0, change no file before the build, and have it read tags such as this one. If it reads a file, write ${expected.canonical} there and tag that commit.`,
  });
}
