import { posix } from "node:path";
import {
  hasDynamicVersion,
  type Project,
  parseProject,
  parseProjectTable,
  readName,
  readVersion,
  requirePyproject,
} from "@lablink-actions/python-package";
import {
  accept,
  andThen,
  combine,
  map,
  type NonEmpty,
  parseTagVersion,
  type Result,
  traverse,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";
import { requireAgreement } from "./agreement.ts";
import { requireOnBranch, type TaggedCommit } from "./ancestry.ts";
import type { DeclaredPackage } from "./declared-packages.ts";
import type { Repository } from "./repository.ts";

/** A version tag, and what is asked of it. */
interface AskedTag {
  readonly tag: string;
  readonly match: VersionTag;
  /** The packages that the tag releases. */
  readonly declared: NonEmpty<DeclaredPackage>;
  /** Undefined: the tagged commit may be anywhere. */
  readonly branch: string | undefined;
  /** Whether the tag must spell the version canonically. */
  readonly strict: boolean;
  /** Whether a version that pyproject.toml declares as dynamic is accepted. It cannot be compared. */
  readonly acceptsDynamic: boolean;
}

/** A package, and its version in its own spelling. */
export interface ReleasedPackage extends DeclaredPackage {
  readonly version: Version;
  /** False if pyproject.toml declares its version as dynamic: then the version is the tag's. */
  readonly compared: boolean;
}

/** A version tag that agrees with everything it was compared with. */
interface TaggedVersion {
  readonly released: NonEmpty<ReleasedPackage>;
  /** Undefined if no branch was asked for. */
  readonly commit: TaggedCommit | undefined;
}

/** The packages that a tag releases, each once. */
export function packagesOf(
  { packageNames: [first, ...others] }: VersionTag,
  packages: readonly DeclaredPackage[],
): NonEmpty<DeclaredPackage> {
  const find = (name: string) => {
    const found = packages.find(({ packageName }) => packageName === name);
    if (found === undefined) throw new Error(`${name} is not one of the packages`);
    return found;
  };
  return [find(first), ...others.map(find)];
}

/**
 * Checks what publishing asks of a version tag: its commit is on the branch, and the pyproject.toml of each package
 * in that commit has the package's name and the tag's version.
 *
 * @returns the versions and the commit, or everything that disagrees (LA201 to LA214)
 */
export async function checkVersionTag(
  asked: AskedTag,
  repository: Repository,
): Promise<Result<TaggedVersion>> {
  const { tag, match, branch } = asked;
  const commit =
    branch === undefined ? accept(undefined) : await requireOnBranch(repository.git, tag, branch);
  const tagged = parseTagVersion(tag, match);
  const release = async (declared: DeclaredPackage): Promise<Result<ReleasedPackage>> => {
    const file = pyprojectOf(declared);
    const text = await readAtTag(file, commit.ok ? commit.value : undefined, repository);
    const versions = combine({
      tagged,
      written: readWritten(text, declared, asked.acceptsDynamic),
    });
    const agreed = andThen(versions, ({ tagged: wanted, written: { version } }) =>
      version === undefined
        ? accept({ version: wanted, compared: false })
        : map(requireAgreement({ ...asked, file, tagged: wanted, version }), (same) => {
            return { version: same, compared: true };
          }),
    );
    return map(agreed, (own) => ({ ...declared, ...own }));
  };
  const [first, ...others] = asked.declared;
  const checked = await Promise.all([release(first), ...others.map(release)]);
  return combine({ released: traverse(checked, (one) => one), commit });
}

/** The version in the pyproject.toml of the package; undefined if it is dynamic, and that is accepted. */
function readWritten(
  text: string | undefined,
  declared: DeclaredPackage,
  acceptsDynamic: boolean,
): Result<{ readonly version: Version | undefined }> {
  const file = pyprojectOf(declared);
  const { packageName } = declared;
  const table = andThen(requirePyproject(text, file, packageName), (found) =>
    parseProjectTable(found, file),
  );
  return andThen(table, (found) =>
    combine({
      name: readName(found, packageName),
      version: acceptsDynamic && hasDynamicVersion(found) ? accept(undefined) : readVersion(found),
    }),
  );
}

/** Where the pyproject.toml of a package is. */
export function pyprojectOf({ directory }: DeclaredPackage): string {
  return posix.join(directory, "pyproject.toml");
}

/**
 * Name and version in a package's pyproject.toml.
 *
 * @returns them, or `pyproject-missing` (LA204), or what is wrong with it (LA205 to LA209)
 */
export function readProject(text: string | undefined, declared: DeclaredPackage): Result<Project> {
  const file = pyprojectOf(declared);
  const { packageName } = declared;
  return andThen(requirePyproject(text, file, packageName), (found) =>
    parseProject(found, file, packageName),
  );
}

/** Reads a file as it was tagged, even if the workspace holds another commit. */
async function readAtTag(
  file: string,
  commit: TaggedCommit | undefined,
  { readFile, git }: Repository,
): Promise<string | undefined> {
  if (commit === undefined || commit.checkedOut) return readFile(file);
  const shown = await git("show", `${commit.commit}:./${file}`);
  return shown.exitCode === 0 ? shown.output : undefined;
}
