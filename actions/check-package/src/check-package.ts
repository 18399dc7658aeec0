import { posix } from "node:path";
import type { Decision, Git } from "@lablink-actions/action-kit";
import {
  locate,
  type Project,
  type ProjectTable,
  parseProjectTable,
  readEntryPoints,
  readName,
  readVersion,
  requireMetadata,
  requirePyproject,
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
import { lookForChanges } from "./changed-files.ts";
import type { Output } from "./declaration.ts";
import { describe } from "./describe.ts";
import { readDist } from "./dist.ts";
import type { Folder } from "./folder.ts";
import { type Environments, installFiles } from "./install.ts";
import { decidePublication } from "./publication.ts";

interface CheckPackageInputs {
  readonly packageName: string;
  readonly directory: string;
  /** Undefined: any version that pyproject.toml has. */
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
 * Checks what is about to be published: pyproject.toml, the built files if there are any, and what the index has.
 *
 * @returns the outputs; or everything that is wrong, at once (LA204 to LA209, LA216 to LA225, LA228, LA229, LA801 to
 * LA803, LA807, LA808, LA810, LA811)
 */
export async function checkPackage(
  inputs: CheckPackageInputs,
  effects: CheckPackageEffects,
): Promise<Result<Decision<Output>>> {
  const table = readTable(inputs, effects);
  if (!table.ok) return table;
  const project = combine({
    name: locate(table.value, "name", readName(table.value, inputs.packageName)),
    version: locate(
      table.value,
      "version",
      andThen(readVersion(table.value), (version) => requireExpected(version, inputs, table.value)),
    ),
  });
  const declared = combine({
    metadata: requireMetadata(table.value),
    entryPoints: readEntryPoints(table.value),
  });
  if (!project.ok) return declared.ok ? project : refuse(...project.refusals, ...declared.refusals);

  const entryPoints = declared.ok ? declared.value.entryPoints : [];
  const isRelease = inputs.expected !== undefined;
  const [asked, built, changes] = await Promise.all([
    askIndex(project.value, inputs.firstRelease, effects),
    inputs.dist === undefined
      ? accept(undefined)
      : readDist(inputs.dist, { ...project.value, entryPoints }, effects.folder),
    // A build backend may write files into the checkout, so only what was there before it counts.
    inputs.dist === undefined
      ? lookForChanges({ directory: inputs.directory, isRelease }, effects.git)
      : accept([]),
  ]);
  const published = andThen(asked, ({ state, index }) => {
    const files = built.ok ? built.value : undefined;
    const { onExisting } = inputs;
    return decidePublication({ project: project.value, state, files, onExisting, index });
  });
  const checked = combine({
    declared,
    built,
    changes,
    publication: locate(table.value, "version", published),
  });
  if (!checked.ok) return checked;
  const { publication, changes: warnings } = checked.value;
  const installed = await installFiles(publication.missing, effects.environments);
  return map(installed, (names) =>
    describe({
      ...{ project: project.value, publication, built: checked.value.built },
      ...{ installed: names, changes: warnings },
    }),
  );
}

function readTable(
  { directory, packageName }: CheckPackageInputs,
  { readFile }: CheckPackageEffects,
): Result<ProjectTable> {
  const file = posix.join(directory, "pyproject.toml");
  return andThen(requirePyproject(readFile(file), file, packageName), (text) =>
    parseProjectTable(text, file),
  );
}

function requireExpected(
  version: Version,
  { expected }: CheckPackageInputs,
  { file }: ProjectTable,
): Result<Version> {
  if (expected === undefined || compareVersions(version, expected) === 0) return accept(version);
  return refuse({
    name: "expected-version-differs",
    seen: `${file} has version ${version.canonical}, and ${expected.canonical} is expected`,
    remedy: `Check out the commit of ${expected.canonical}, or set version = "${expected.canonical}" and tag that commit.`,
    location: { file },
  });
}

async function askIndex(
  { name, version }: Project,
  firstRelease: boolean,
  { openIndex }: CheckPackageEffects,
): Promise<Result<{ index: PythonIndex; state: OwnVersionState }>> {
  const index = await openIndex();
  if (!index.ok) return index;
  const found = await index.value.ownState(name, version, firstRelease);
  return map(found, (state) => ({ index: index.value, state }));
}
