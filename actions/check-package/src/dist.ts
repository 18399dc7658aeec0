import { posix } from "node:path";
import {
  type Distribution,
  foreignFile,
  incompleteDist,
  readDistribution,
  requireCanonicalName,
  unreadableDistribution,
} from "@lablink-actions/python-package";
import { digestOf, versionOfFile } from "@lablink-actions/registries";
import {
  acceptUnless,
  andThen,
  compareVersions,
  type Digest,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { type Declared, disagreements } from "./agreement.ts";
import type { Entry, Folder } from "./folder.ts";

/** A wheel or sdist that was built. */
export interface BuiltFile {
  readonly path: string;
  readonly filename: string;
  /** Its SHA-256. */
  readonly digest: Digest;
  readonly distribution: Distribution;
  /** Whether its publish attestation is beside it (PEP 740). */
  readonly isAttested: boolean;
}

// Ten times what an index takes by default.
const largest = 1024 ** 3;

/**
 * Reads the folder of built files: one sdist and at least one wheel of the project, which agree with it, and nothing
 * else that would be published with them. A file's attestation belongs to it (PEP 740). Names that start with a dot do
 * not count, because uploaders ignore them: uv writes a .gitignore.
 *
 * @returns the files by name; or `dist-incomplete` (LA218), `dist-foreign` (LA219), `distribution-unreadable`
 * (LA220), `file-name-not-canonical` (LA228), and what `disagreements` says of each (LA216, LA221 to LA223)
 */
export async function readDist(
  directory: string,
  declared: Declared,
  folder: Folder,
): Promise<Result<readonly BuiltFile[]>> {
  const entries = folder.entries(directory)?.filter(({ name }) => !name.startsWith("."));
  if (entries === undefined) return refuse(incomplete(`there is no folder ${quote(directory)}`));

  const own = entries.filter((entry) => isOwn(entry, declared));
  const others = entries.filter((entry) => !own.includes(entry));
  const isAttestation = ({ name, isFile }: Entry, of: Entry) =>
    isFile && name === `${of.name}.publish.attestation`;
  const foreign = others.filter((entry) => !own.some((file) => isAttestation(entry, file)));
  const files = await Promise.all(
    own.map(async (entry) =>
      map(await readBuiltFile(directory, entry, declared, folder), (file) => ({
        ...file,
        isAttested: others.some((other) => isAttestation(other, entry)),
      })),
    ),
  );
  const read = traverse(files, (file) => file);
  const refusals = [
    ...incompleteness(directory, own),
    ...(foreign.length > 0 ? [describeForeign(directory, foreign, declared)] : []),
    ...(read.ok ? [] : read.refusals),
  ];
  return acceptUnless(refusals, read.ok ? read.value : []);
}

function isOwn({ name, isFile }: Entry, { name: project, version }: Declared): boolean {
  const own = versionOfFile(project, name);
  return (
    isFile &&
    /\.(?:whl|tar\.gz)$/.test(name) &&
    own !== undefined &&
    compareVersions(own, version) === 0
  );
}

async function readBuiltFile(
  directory: string,
  { name: filename, size }: Entry,
  declared: Declared,
  folder: Folder,
): Promise<Result<Omit<BuiltFile, "isAttested">>> {
  const path = posix.join(directory, filename);
  if (size > largest) {
    const problem = `has ${size} bytes, more than any index takes`;
    const remedy = "Remove from the package what need not be published.";
    return refuse(unreadableDistribution(path, problem, remedy));
  }
  const bytes = folder.read(path);
  const digest = digestOf(bytes);
  return andThen(await readDistribution(path, bytes), (distribution) => {
    const canonical = requireCanonicalName(path, namedBy(filename, declared));
    const refusals = [
      ...(canonical.ok ? [] : canonical.refusals),
      ...disagreements(path, distribution, declared),
    ];
    return acceptUnless(refusals, { path, filename, digest, distribution });
  });
}

/** A file may spell the version in a way of its own: the release 1.0 as 1.0.0. */
function namedBy(filename: string, { name, version }: Declared) {
  return { name, version: versionOfFile(name, filename) ?? version };
}

function incompleteness(directory: string, own: readonly Entry[]): Refusal[] {
  const wheels = own.filter(({ name }) => name.endsWith(".whl")).length;
  const sdists = own.length - wheels;
  if (wheels > 0 && sdists === 1) return [];
  return [
    incomplete(
      `${quote(directory)} holds ${count(sdists, "sdist")} and ${count(wheels, "wheel")} of the version`,
    ),
  ];
}

/** `dist-incomplete` (LA218): the folder lacks files. */
export function incomplete(seen: string): Refusal {
  const remedy =
    "Build exactly one sdist, and the wheels, into an empty folder before this step: uv build.";
  return incompleteDist(seen, remedy);
}

function describeForeign(
  directory: string,
  foreign: readonly Entry[],
  { name, version }: Declared,
): Refusal {
  const shown = foreign
    .slice(0, 5)
    .map((entry) => `${quote(entry.name)}${entry.isFile ? "" : " (a link or a folder)"}`);
  const more = foreign.length > shown.length ? ` and ${foreign.length - shown.length} more` : "";

  return foreignFile(
    `${quote(directory)} holds what is not a wheel or .tar.gz of ${name} ${version.canonical}: ${shown.join(", ")}${more}`,
    "Delete it, because it would be published as well, or build into an empty folder: uv build --out-dir.",
  );
}

function count(number: number, noun: string): string {
  return `${number || "no"} ${noun}${number === 1 ? "" : "s"}`;
}
