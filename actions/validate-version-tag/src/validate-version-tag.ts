import { posix } from "node:path";
import type { Decision, Git } from "@lablink-actions/action-kit";
import { parseProject, requirePyproject } from "@lablink-actions/python-package";
import {
  accept,
  andThen,
  combine,
  compareVersions,
  isPrerelease,
  listing,
  map,
  matchVersionTag,
  parseVersion,
  quote,
  type Refusal,
  type Result,
  refuse,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";
import { requireOnBranch, type TaggedCommit } from "./ancestry.ts";
import type { DeclaredPackage } from "./declared-packages.ts";

export interface ValidateVersionTagInputs {
  readonly tag: string;
  readonly packages: readonly DeclaredPackage[];
  /** Empty: the tagged commit may be anywhere. */
  readonly branch: string;
  readonly strict: boolean;
  /** Whether a tag of no package given is refused. */
  readonly required: boolean;
}

export interface Repository {
  /** A file's text, or undefined where there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly git: Git;
}

/**
 * Checks that tag, pyproject.toml and branch agree on a release.
 *
 * @returns the outputs, of which `matched` is false where the tag is of no package given; or everything
 * that disagrees, at once (LA2xx)
 */
export async function validateVersionTag(
  inputs: ValidateVersionTagInputs,
  repository: Repository,
): Promise<Result<Decision>> {
  const match = matchVersionTag(inputs.tag, inputs.packages);
  const declared = inputs.packages.find(({ packageName }) => packageName === match?.packageName);
  if (match === undefined || declared === undefined) {
    return inputs.required ? refuse(unmatched(inputs)) : accept(describeOther(inputs.tag));
  }

  const file = posix.join(declared.directory, "pyproject.toml");
  const commit = inputs.branch
    ? await requireOnBranch(repository.git, inputs.tag, inputs.branch)
    : accept(undefined);
  const text = await readAtTag(file, commit.ok ? commit.value : undefined, repository);
  const versions = combine({
    tagged: readTagVersion(inputs.tag, match),
    project: andThen(requirePyproject(text, file, declared.packageName), (found) =>
      parseProject(found, file, declared.packageName),
    ),
  });
  const checked = combine({
    version: andThen(versions, ({ tagged, project }) =>
      requireAgreement({ ...inputs, match, file, tagged, version: project.version }),
    ),
    commit,
  });
  return map(checked, ({ version, commit }) => describe(inputs, declared, match, version, commit));
}

function readTagVersion(tag: string, { packageName, versionText }: VersionTag): Result<Version> {
  const version = parseVersion(versionText);
  if (version !== undefined && version.local === undefined) return accept(version);
  return refuse({
    name: "tag-version-invalid",
    seen: `the tag ${quote(tag)} is of ${packageName}, and ${quote(versionText)} in it is not a public PEP 440 version`,
    remedy: "Delete the tag, and push one that ends in the version in pyproject.toml.",
  });
}

/** A file as it was tagged, also where the workspace holds another commit. */
async function readAtTag(
  file: string,
  commit: TaggedCommit | undefined,
  { readFile, git }: Repository,
): Promise<string | undefined> {
  if (commit === undefined || commit.checkedOut) return readFile(file);
  const shown = await git("show", `${commit.commit}:./${file}`);
  return shown.exitCode === 0 ? shown.output : undefined;
}

interface Agreement {
  readonly tag: string;
  readonly match: VersionTag;
  readonly file: string;
  readonly strict: boolean;
  readonly tagged: Version;
  readonly version: Version;
}

/** The version both mean. Where they are spelled differently it is the project's, for that is what is published. */
function requireAgreement(agreement: Agreement): Result<Version> {
  const { tag, match, file, strict, tagged, version } = agreement;
  const canonicalTag = tag.slice(0, tag.length - match.versionText.length) + version.canonical;
  if (compareVersions(tagged, version) !== 0) {
    return refuse({
      name: "tag-version-differs",
      seen: `the tag ${quote(tag)} has version ${tagged.canonical}, and ${file} has ${version.canonical}`,
      remedy: `Set version = "${tagged.canonical}" in ${file} and tag that commit, or tag this one ${canonicalTag}.`,
      location: { file },
    });
  }
  if (strict && match.versionText !== version.canonical) {
    return refuse({
      name: "tag-version-spelling",
      seen: `the tag ${quote(tag)} spells the version ${quote(match.versionText)}, whose canonical spelling is ${version.canonical}`,
      remedy: `Tag the commit ${canonicalTag}, or leave strict off.`,
    });
  }
  return accept(version);
}

function describe(
  { tag, branch }: ValidateVersionTagInputs,
  { directory }: DeclaredPackage,
  { packageName, versionText }: VersionTag,
  version: Version,
  commit: TaggedCommit | undefined,
) {
  const { canonical } = version;
  return {
    outputs: {
      matched: "true",
      package: packageName,
      directory,
      version: canonical,
      "is-prerelease": String(isPrerelease(version)),
    },
    title: "Version tag",
    facts: [
      ["Tag", tag],
      ["Package", packageName],
      ["Version", isPrerelease(version) ? `${canonical}, a pre-release` : canonical],
      ["Branch", commit ? `${commit.commit.slice(0, 7)} is on ${branch}` : "not checked"],
    ],
    notices:
      versionText === canonical
        ? []
        : [`the tag ${quote(tag)} means version ${canonical} (canonical spelling, PEP 440)`],
    warnings:
      commit?.checkedOut === false
        ? [
            `the workspace does not hold the tagged commit ${commit.commit.slice(0, 7)}: what is built here is not what was tagged. Check out with ref: refs/tags/${tag}.`,
          ]
        : [],
  } satisfies Decision;
}

function unmatched({ tag, packages }: ValidateVersionTagInputs): Refusal {
  const tags = packages.map(({ prefix, packageName }) => {
    return `${prefix.replace("{package}", packageName)}<version>`;
  });
  return {
    name: "tag-unmatched",
    seen: `${quote(tag)} is not a version tag of ${listing([...new Set(packages.map((it) => it.packageName))], "or")}`,
    remedy: `Start the run from the version's tag, ${listing(tags, "or")}: gh workflow run … --ref <tag>.`,
  };
}

function describeOther(tag: string) {
  return {
    outputs: { matched: "false", package: "", directory: "", version: "", "is-prerelease": "" },
    title: "Version tag",
    facts: [
      ["Tag", tag],
      ["Package", "none of those given: nothing to do"],
    ],
  } satisfies Decision;
}
