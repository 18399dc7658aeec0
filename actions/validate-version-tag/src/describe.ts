import type { Decision } from "@lablink-actions/action-kit";
import {
  isPrerelease,
  listing,
  quote,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";
import type { DeclaredPackage, TaggedCommit } from "@lablink-actions/version-tag";
import type { Output } from "./declaration.ts";
import type { RunRef } from "./run-ref.ts";

/** A version tag that agrees with everything it was compared with. */
interface Tagged {
  readonly tag: string;
  readonly match: VersionTag;
  readonly declared: DeclaredPackage;
  readonly version: Version;
  readonly branch: string | undefined;
  /** Undefined if no branch was asked for. */
  readonly commit: TaggedCommit | undefined;
  readonly dryRun: boolean;
}

export function describeTagged(tagged: Tagged): Decision<Output> {
  const { tag, match, declared, version, branch, commit, dryRun } = tagged;
  return {
    outputs: outputs(declared, version, !dryRun),
    title: "Version tag",
    facts: [
      ["Tag", tag],
      ["Package", declared.packageName],
      ["Version", shown(version)],
      ["Branch", commit ? `${commit.commit.slice(0, 7)} is on ${branch}` : "not checked"],
      ["To be published", dryRun ? "no, this is a dry run" : "yes"],
    ],
    notices:
      match.versionText === version.canonical
        ? []
        : [
            `the tag ${quote(tag)} means version ${version.canonical} (canonical spelling, PEP 440)`,
          ],
    warnings:
      commit?.checkedOut === false
        ? [
            `the workspace does not hold the tagged commit ${commit.commit.slice(0, 7)}: what is built here is not what was tagged. Check out with ref: refs/tags/${tag}.`,
          ]
        : [],
  };
}

/** A dry run that no tag started. */
export function describeUntagged(
  { name }: RunRef,
  declared: DeclaredPackage,
  version: Version,
): Decision<Output> {
  return {
    outputs: outputs(declared, version, false),
    title: "Version tag",
    facts: [
      ["Tag", `none: the run is for ${name}`],
      ["Package", declared.packageName],
      ["Version", shown(version)],
      ["To be published", "no, this is a dry run"],
    ],
  };
}

/**
 * A tag of something else, or a branch.
 *
 * @param near the version tags that were probably meant
 */
export function describeOther({ name }: RunRef, near: readonly string[]): Decision<Output> {
  return {
    outputs: {
      matched: "false",
      package: "",
      directory: "",
      version: "",
      "is-prerelease": "",
      publish: "false",
    },
    title: "Version tag",
    facts: [
      ["Ref", name],
      ["Package", "none of those given: nothing to do"],
    ],
    warnings:
      near.length === 0
        ? []
        : [
            `the tag ${quote(name)} is not a version tag of these packages, so nothing is released. Is ${listing(near, "or")} meant? Then delete this tag, and push that one. If all tags are written like this one, correct tag-prefix.`,
          ],
  };
}

function outputs(
  { packageName, directory }: DeclaredPackage,
  version: Version,
  publish: boolean,
): Record<Output, string> {
  return {
    matched: "true",
    package: packageName,
    directory,
    version: version.canonical,
    "is-prerelease": String(isPrerelease(version)),
    publish: String(publish),
  };
}

function shown(version: Version): string {
  return isPrerelease(version) ? `${version.canonical}, a pre-release` : version.canonical;
}
