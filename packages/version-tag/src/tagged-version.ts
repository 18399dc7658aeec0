import {
  parseSources,
  pyprojectOf,
  readName,
  readVersion,
  type SourceFiles,
  sourceFilesIn,
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
import { sourceFilesAtTag } from "./source-files.ts";

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
}

/** A package, and its version in its own spelling. */
export interface ReleasedPackage extends DeclaredPackage {
  readonly version: Version;
  /** False if only the built files have the package's version: then it is the tag's. */
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
 * Checks what publishing asks of a version tag: its commit is on the branch, and each package has the tag's version
 * in that commit, and its own name. A version that only the built files have cannot be compared here.
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
    const found = await sourceFilesAtTag(
      declared.directory,
      commit.ok ? commit.value : undefined,
      repository,
    );
    const written = andThen(found, (files) => readWritten(files, declared.packageName));
    const file = pyprojectOf(declared.directory);
    const versions = combine({ tagged, written });
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

/**
 * The version of a package as the sources in the workspace have it, without a tag.
 *
 * @returns it, undefined if only the built files have it; or `pyproject-missing` (LA204), or what is wrong with
 * pyproject.toml (LA205 to LA209)
 */
export function readUntagged(
  { directory, packageName }: DeclaredPackage,
  readFile: Repository["readFile"],
): Result<Written> {
  return readWritten(sourceFilesIn(directory, readFile), packageName);
}

interface Written {
  readonly version: Version | undefined;
}

function readWritten(files: SourceFiles, packageName: string): Result<Written> {
  return andThen(parseSources(files, packageName), (sources) =>
    combine({ name: readName(sources, packageName), version: readVersion(sources) }),
  );
}
