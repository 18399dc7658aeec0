import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  conflictingInputs,
  listing,
  map,
  matchVersionTag,
  type NonEmpty,
  nearVersionTags,
  quote,
  type Refusal,
  type Result,
  refuse,
  renderedPrefix,
  type VersionTag,
} from "@lablink-actions/release-core";
import {
  checkVersionTag,
  type DeclaredPackage,
  packagesOf,
  type Repository,
  readUntagged,
} from "@lablink-actions/version-tag";
import type { Output } from "./declaration.ts";
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

/**
 * Checks that tag, pyproject.toml and branch agree on a release.
 *
 * @returns the outputs; `matched` is false if the ref is not a version tag of these packages, with a warning if it is
 * nearly one. Or everything that disagrees (LA2xx), or `inputs-conflict` (LA903) for a dry run that could be of several
 * packages
 */
export async function validateVersionTag(
  inputs: ValidateVersionTagInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const { ref, packages, required, dryRun } = inputs;
  if (ref.kind === "tag") {
    const match = matchVersionTag(ref.name, packages);
    if (match) {
      const declared = packagesOf(match, packages);
      return checkTag({ ...inputs, tag: ref.name, match, declared }, repository);
    }
  } else if (dryRun) {
    return checkUntagged(inputs, repository);
  }
  const near = ref.kind === "tag" ? nearVersionTags(ref.name, packages) : [];
  return required ? refuse(unmatched(inputs, near)) : accept(describeOther(ref, near));
}

interface TagInputs extends Omit<ValidateVersionTagInputs, "ref"> {
  readonly tag: string;
  readonly match: VersionTag;
  readonly declared: NonEmpty<DeclaredPackage>;
}

async function checkTag(
  inputs: TagInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const checked = await checkVersionTag(inputs, repository);
  return map(checked, (agreed) => describeTagged({ ...inputs, ...agreed }));
}

/** A dry run that no tag started checks the one package that is given. */
function checkUntagged(
  { ref, packages }: ValidateVersionTagInputs,
  { readFile }: Repository,
): Result<Decision<Output>> {
  const [only, ...others] = new Map(packages.map((one) => [one.packageName, one])).values();
  if (only === undefined || others.length > 0) return refuse(ambiguous(ref, namesOf(packages)));
  const written = readUntagged(only, readFile);
  return map(written, ({ version }) => describeUntagged(ref, only, version));
}

function namesOf(packages: readonly DeclaredPackage[]): readonly string[] {
  return [...new Set(packages.map(({ packageName }) => packageName))];
}

function unmatched({ ref, packages }: ValidateVersionTagInputs, near: readonly string[]): Refusal {
  const hint = near.length > 0 ? ` (is ${listing(near, "or")} meant?)` : "";
  const tags = new Set(packages.map((one) => `${renderedPrefix(one)}<version>`));
  return {
    name: "tag-unmatched",
    seen: `${quote(ref.name)} is not a version tag of ${listing(namesOf(packages), "or")}${hint}`,
    remedy: `Start the run from the version's tag, ${listing([...tags], "or")}: gh workflow run … --ref <tag>.`,
  };
}

function ambiguous(ref: RunRef, names: readonly string[]): Refusal {
  return conflictingInputs(
    `dry-run is true, ${quote(ref.name)} is not a tag, and package names ${listing(names)}: it is not clear which one is meant`,
    "Give one package, or start the run from a version tag.",
  );
}
