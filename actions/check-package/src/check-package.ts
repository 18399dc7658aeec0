import type { Decision, Git } from "@lablink-actions/action-kit";
import {
  locateVersion,
  parseSources,
  readEntryPoints,
  readName,
  readVersion,
  requireMetadata,
  type Sources,
  sourceFilesIn,
} from "@lablink-actions/python-package";
import type { OwnVersionState, PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  compareVersions,
  map,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import type { Declared } from "./agreement.ts";
import { lookAtRequired } from "./borrowed.ts";
import { lookForChanges } from "./changed-files.ts";
import type { Output } from "./declaration.ts";
import { describe } from "./describe.ts";
import { readDist } from "./dist.ts";
import { findVersion } from "./find-version.ts";
import type { Folder } from "./folder.ts";
import { type Environments, installFiles } from "./install.ts";
import { decidePublication } from "./publication.ts";

interface CheckPackageInputs {
  readonly packageName: string;
  readonly directory: string;
  /** Undefined: any version that the package has. */
  readonly expected: Version | undefined;
  /** Undefined: nothing is built yet. */
  readonly dist: string | undefined;
  readonly onExisting: "fail" | "skip";
  /** Whether the caller says that the index has no release of the package yet. */
  readonly firstRelease: boolean;
}

interface CheckPackageEffects {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly folder: Folder;
  readonly environments: Environments;
  readonly git: Git;
  readonly openIndex: () => Promise<Result<PythonIndex>>;
}

/**
 * Checks what is about to be published: the sources, the built files if there are any, and what the index has.
 *
 * @returns the outputs; or everything that is wrong, at once (LA204 to LA209, LA216 to LA225, LA228, LA229, LA231, LA801 to
 * LA803, LA807, LA808, LA810, LA811)
 */
export async function checkPackage(
  inputs: CheckPackageInputs,
  effects: CheckPackageEffects,
): Promise<Result<Decision<Output>>> {
  const { packageName, expected } = inputs;
  const found = parseSources(sourceFilesIn(inputs.directory, effects.readFile), packageName);
  if (!found.ok) return found;
  const sources = found.value;
  const written = combine({
    name: readName(sources, packageName),
    version: andThen(readVersion(sources), (version) => requireExpected(version, inputs, sources)),
  });
  const declared = combine({
    left: requireMetadata(sources),
    entryPoints: readEntryPoints(sources),
  });
  if (!written.ok) return declared.ok ? written : refuse(...written.refusals, ...declared.refusals);

  const project = findProject(written.value, inputs, effects.folder);
  if (!project.ok) return declared.ok ? project : refuse(...project.refusals, ...declared.refusals);
  const { name, version } = project.value;
  const isRelease = expected !== undefined;
  // A build backend may write files into the checkout, so only what was there before it counts.
  const looking =
    inputs.dist === undefined
      ? lookForChanges({ directory: inputs.directory, isRelease }, effects.git)
      : accept([]);
  const stated = declared.ok ? declared.value : { left: [], entryPoints: [] };
  const looked =
    version && (await lookUp({ name, version, ...stated }, { ...inputs, sources }, effects));
  const changes = await looking;
  const checked = combine({
    declared,
    built: looked?.built ?? accept(undefined),
    changes,
    publication: looked?.publication ?? accept(undefined),
  });
  if (!checked.ok) return checked;
  const { publication, built, changes: warnings } = checked.value;
  const tried = combine({
    installed: await installFiles(publication?.missing ?? [], effects.environments),
    borrowed: await lookAtRequired(built ?? [], effects.environments, effects.folder),
  });
  return map(tried, (found) =>
    describe({ project: project.value, publication, built, changes: warnings, ...found }),
  );
}

/** Reads the built files, asks the index at the same time, and compares the two. */
async function lookUp(
  declared: Declared,
  { dist, firstRelease, onExisting, sources }: CheckPackageInputs & { readonly sources: Sources },
  effects: CheckPackageEffects,
) {
  const [asked, built] = await Promise.all([
    askIndex(declared, firstRelease, effects),
    dist === undefined ? accept(undefined) : readDist(dist, declared, effects.folder),
  ]);
  const publication = andThen(asked, ({ state, index }) => {
    const files = built.ok ? built.value : undefined;
    return decidePublication({ project: declared, state, files, onExisting, index });
  });
  return { built, publication: locateVersion(sources, publication) };
}

interface Written {
  readonly name: string | undefined;
  readonly version: Version | undefined;
}

/**
 * The package as it is published. A version that the sources do not say is what the built files say, and without them
 * the one that is expected.
 */
function findProject(
  written: Written,
  { packageName, expected, dist }: CheckPackageInputs,
  folder: Folder,
): Result<{ readonly name: string; readonly version: Version | undefined }> {
  const name = written.name ?? packageName;
  if (written.version !== undefined || dist === undefined) {
    return accept({ name, version: written.version ?? expected });
  }
  return map(findVersion(dist, { name, expected }, folder), (version) => ({ name, version }));
}

function requireExpected(
  version: Version | undefined,
  { expected }: CheckPackageInputs,
  sources: Sources,
): Result<Version | undefined> {
  if (expected === undefined || version === undefined || compareVersions(version, expected) === 0)
    return accept(version);
  const { file } = sources;
  return locateVersion(
    sources,
    refuse({
      name: "expected-version-differs",
      seen: `${file} has version ${version.canonical}, and ${expected.canonical} is expected`,
      remedy: `Check out the commit of ${expected.canonical}, or set version = "${expected.canonical}" and tag that commit.`,
      location: { file },
    }),
  );
}

async function askIndex(
  { name, version }: Declared,
  firstRelease: boolean,
  { openIndex }: CheckPackageEffects,
): Promise<Result<{ index: PythonIndex; state: OwnVersionState }>> {
  const index = await openIndex();
  if (!index.ok) return index;
  const found = await index.value.ownState(name, version, firstRelease);
  return map(found, (state) => ({ index: index.value, state }));
}
