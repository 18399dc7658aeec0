import { posix } from "node:path";
import type { Decision, Git } from "@lablink-actions/action-kit";
import { type Project, parseProject, requirePyproject } from "@lablink-actions/python-package";
import {
  accept,
  andThen,
  combine,
  conflictingInputs,
  listing,
  map,
  matchVersionTag,
  nearVersionTags,
  parseTagVersion,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { requireAgreement } from "./agreement.ts";
import { requireOnBranch, type TaggedCommit } from "./ancestry.ts";
import type { Output } from "./declaration.ts";
import type { DeclaredPackage } from "./declared-packages.ts";
import { describeOther, describeTagged, describeUntagged } from "./describe.ts";
import type { RunRef } from "./run-ref.ts";

interface ValidateVersionTagInputs {
  readonly ref: RunRef;
  readonly packages: readonly DeclaredPackage[];
  /** Undefined: the tagged commit may be anywhere. */
  readonly branch: string | undefined;
  readonly strict: boolean;
  /** Whether a ref that is not a version tag of these packages is refused. */
  readonly required: boolean;
  /** If true, nothing is published, so a run of a branch needs no tag. */
  readonly dryRun: boolean;
}

export interface Repository {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly git: Git;
}

/**
 * Checks that tag, pyproject.toml and branch agree on a release.
 *
 * @returns the outputs; `matched` is false if the ref is not a version tag of these packages, with a warning if it is
 * nearly one. Or everything that
 * disagrees (LA2xx), or `inputs-conflict` (LA903) for a dry run that could be of several packages
 */
export async function validateVersionTag(
  inputs: ValidateVersionTagInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const { ref, packages, required, dryRun } = inputs;
  if (ref.kind === "tag") {
    const match = matchVersionTag(ref.name, packages);
    const declared = packages.find(({ packageName }) => packageName === match?.packageName);
    if (match && declared)
      return checkTag({ ...inputs, tag: ref.name, match, declared }, repository);
  } else if (dryRun) {
    return checkUntagged(inputs, repository);
  }
  const near = ref.kind === "tag" ? nearVersionTags(ref.name, packages) : [];
  return required ? refuse(unmatched(inputs, near)) : accept(describeOther(ref, near));
}

interface TagInputs extends Omit<ValidateVersionTagInputs, "ref"> {
  readonly tag: string;
  readonly match: { readonly packageName: string; readonly versionText: string };
  readonly declared: DeclaredPackage;
}

async function checkTag(
  inputs: TagInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const { tag, match, declared, branch } = inputs;
  const file = pyprojectOf(declared);
  const commit =
    branch === undefined ? accept(undefined) : await requireOnBranch(repository.git, tag, branch);
  const text = await readAtTag(file, commit.ok ? commit.value : undefined, repository);
  const versions = combine({
    tagged: parseTagVersion(tag, match),
    project: readProject(text, declared),
  });
  const checked = combine({
    version: andThen(versions, ({ tagged, project }) =>
      requireAgreement({ ...inputs, file, tagged, version: project.version }),
    ),
    commit,
  });
  return map(checked, (agreed) => describeTagged({ ...inputs, ...agreed }));
}

/** A dry run that no tag started checks the one package that is given. */
function checkUntagged(
  { ref, packages }: ValidateVersionTagInputs,
  { readFile }: Repository,
): Result<Decision<Output>> {
  const [only, ...others] = new Map(packages.map((one) => [one.packageName, one])).values();
  if (only === undefined || others.length > 0) return refuse(ambiguous(ref, namesOf(packages)));
  const project = readProject(readFile(pyprojectOf(only)), only);
  return map(project, ({ version }) => describeUntagged(ref, only, version));
}

function pyprojectOf({ directory }: DeclaredPackage): string {
  return posix.join(directory, "pyproject.toml");
}

function readProject(text: string | undefined, declared: DeclaredPackage): Result<Project> {
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

function namesOf(packages: readonly DeclaredPackage[]): readonly string[] {
  return [...new Set(packages.map(({ packageName }) => packageName))];
}

function unmatched({ ref, packages }: ValidateVersionTagInputs, near: readonly string[]): Refusal {
  const hint = near.length > 0 ? ` (is ${listing(near, "or")} meant?)` : "";
  const tags = packages.map(({ prefix, packageName }) => {
    return `${prefix.replace("{package}", packageName)}<version>`;
  });
  return {
    name: "tag-unmatched",
    seen: `${quote(ref.name)} is not a version tag of ${listing(namesOf(packages), "or")}${hint}`,
    remedy: `Start the run from the version's tag, ${listing(tags, "or")}: gh workflow run … --ref <tag>.`,
  };
}

function ambiguous(ref: RunRef, names: readonly string[]): Refusal {
  return conflictingInputs(
    `dry-run is true, ${quote(ref.name)} is not a tag, and package names ${listing(names)}: it is not clear which one is meant`,
    "Give one package, or start the run from a version tag.",
  );
}
