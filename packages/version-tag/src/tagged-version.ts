import { posix } from "node:path";
import { type Project, parseProject, requirePyproject } from "@lablink-actions/python-package";
import {
  accept,
  andThen,
  combine,
  parseTagVersion,
  type Result,
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
  readonly declared: DeclaredPackage;
  /** Undefined: the tagged commit may be anywhere. */
  readonly branch: string | undefined;
  /** Whether the tag must spell the version canonically. */
  readonly strict: boolean;
}

/** A version tag that agrees with everything it was compared with. */
interface TaggedVersion {
  readonly version: Version;
  /** Undefined if no branch was asked for. */
  readonly commit: TaggedCommit | undefined;
}

/**
 * Checks what publishing asks of a version tag: its commit is on the branch, and the package's pyproject.toml in that
 * commit has the package's name and the tag's version.
 *
 * @returns the version and the commit, or everything that disagrees (LA201 to LA214)
 */
export async function checkVersionTag(
  asked: AskedTag,
  repository: Repository,
): Promise<Result<TaggedVersion>> {
  const { tag, match, declared, branch } = asked;
  const file = pyprojectOf(declared);
  const commit =
    branch === undefined ? accept(undefined) : await requireOnBranch(repository.git, tag, branch);
  const text = await readAtTag(file, commit.ok ? commit.value : undefined, repository);
  const versions = combine({
    tagged: parseTagVersion(tag, match),
    project: readProject(text, declared),
  });
  return combine({
    version: andThen(versions, ({ tagged, project }) =>
      requireAgreement({ ...asked, file, tagged, version: project.version }),
    ),
    commit,
  });
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
