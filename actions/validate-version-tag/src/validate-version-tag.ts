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
  parseTagVersion,
  quote,
  type Refusal,
  type Result,
  refuse,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";
import { requireOnBranch, type TaggedCommit } from "./ancestry.ts";
import type { Output } from "./declaration.ts";
import type { DeclaredPackage } from "./declared-packages.ts";

export interface ValidateVersionTagInputs {
  readonly tag: string;
  readonly packages: readonly DeclaredPackage[];
  /** Undefined: the tagged commit may be anywhere. */
  readonly branch: string | undefined;
  readonly strict: boolean;
  /** Whether a tag that belongs to no package is refused. */
  readonly required: boolean;
}

export interface Repository {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly git: Git;
}

/**
 * Checks that tag, pyproject.toml and branch agree on a release.
 *
 * @returns the outputs, of which `matched` is false if the tag belongs to no package; or everything that disagrees
 * (LA2xx)
 */
export async function validateVersionTag(
  inputs: ValidateVersionTagInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const match = matchVersionTag(inputs.tag, inputs.packages);
  const declared = inputs.packages.find(({ packageName }) => packageName === match?.packageName);
  if (match === undefined || declared === undefined) {
    return inputs.required ? refuse(unmatched(inputs)) : accept(describeOther(inputs.tag));
  }

  const file = posix.join(declared.directory, "pyproject.toml");
  const commit =
    inputs.branch !== undefined
      ? await requireOnBranch(repository.git, inputs.tag, inputs.branch)
      : accept(undefined);
  const text = await readAtTag(file, commit.ok ? commit.value : undefined, repository);
  const versions = combine({
    tagged: parseTagVersion(inputs.tag, match),
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

/** A file as it was tagged, also if the workspace holds another commit. */
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

/** The version both mean; in the project's spelling, because that is what is published. */
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
): Decision<Output> {
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
  };
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

function describeOther(tag: string): Decision<Output> {
  return {
    outputs: { matched: "false", package: "", directory: "", version: "", "is-prerelease": "" },
    title: "Version tag",
    facts: [
      ["Tag", tag],
      ["Package", "none of those given: nothing to do"],
    ],
  };
}
