import { publishedFileDiffers } from "@lablink-actions/python-package";
import type { PythonIndex } from "@lablink-actions/registries";
import { acceptUnless, andThen, type Result, traverse } from "@lablink-actions/release-core";
import type { BuiltFile } from "./files.ts";

/** What an index lists of the files. */
export interface Listed {
  /** Under the same name, with the same SHA-256. */
  readonly there: readonly BuiltFile[];
  readonly missing: readonly BuiltFile[];
  /** Those of `there` that the index gives no SHA-256 of. */
  readonly unproven: readonly BuiltFile[];
}

/**
 * Asks an index once which of the files it lists: what it can install, and what it has taken and will list soon.
 *
 * @returns that; or `published-file-differs` (LA811) for each file of which the index has other bytes, or what the
 * index says if it cannot be asked (LA801 to LA803)
 */
async function askFor(
  packageName: string,
  files: readonly BuiltFile[],
  index: PythonIndex,
): Promise<Result<Listed>> {
  const versions = new Map(files.map(({ version }) => [version.canonical, version]));
  const states = await Promise.all(
    [...versions.values()].map((version) => index.ownState(packageName, version)),
  );
  return andThen(
    traverse(states, (state) => state),
    (found) => {
      const all = found.flatMap((state) => (state.name === "absent" ? [] : state.files));
      const digests = new Map(all.map(({ filename, digest }) => [filename, digest]));
      const differing = files.flatMap(({ filename, path, digest }) => {
        const other = digests.get(filename);
        return other === undefined || other === digest
          ? []
          : [publishedFileDiffers(path, digest, other)];
      });
      const there = files.filter(({ filename }) => digests.has(filename));
      return acceptUnless(differing, {
        there,
        missing: files.filter(({ filename }) => !digests.has(filename)),
        unproven: there.filter(({ filename }) => digests.get(filename) === undefined),
      });
    },
  );
}

/**
 * Asks again after a wait if the index has other bytes of a file: some indexes write a file where they list it, so while
 * another run uploads it they give the hash of its first bytes.
 */
export async function askSurely(
  packageName: string,
  files: readonly BuiltFile[],
  index: PythonIndex,
  wait: () => Promise<boolean>,
): Promise<Result<Listed>> {
  const listed = await askFor(packageName, files, index);
  const differs =
    !listed.ok && listed.refusals.some(({ name }) => name === "published-file-differs");
  return differs && (await wait()) ? askFor(packageName, files, index) : listed;
}

interface Patience {
  readonly times: number;
  /** Waits until the index is asked again; false if the run is cancelled meanwhile. */
  readonly wait: () => Promise<boolean>;
}

/** Asks an index until it lists all the files, because it may list a file some time after it has taken it. */
export async function waitFor(
  packageName: string,
  files: readonly BuiltFile[],
  index: PythonIndex,
  { times, wait }: Patience,
): Promise<Result<Listed>> {
  for (let time = 1; ; time++) {
    const listed = await askSurely(packageName, files, index, wait);
    const isComplete = listed.ok && listed.value.missing.length === 0;
    if (!listed.ok || isComplete || time >= times || !(await wait())) return listed;
  }
}

/** Nothing listed, of an index that cannot say so before the first upload to it. */
export function nothingListed(files: readonly BuiltFile[]): Listed {
  return { there: [], missing: files, unproven: [] };
}
