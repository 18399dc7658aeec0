import type { Decision } from "@lablink-actions/action-kit";
import {
  isPrerelease,
  listing,
  type NonEmpty,
  quote,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";
import type { DeclaredPackage, ReleasedPackage, TaggedCommit } from "@lablink-actions/version-tag";
import type { Output } from "./declaration.ts";
import type { RunRef } from "./run-ref.ts";

/** A version tag that agrees with everything it was compared with. */
interface Tagged {
  readonly tag: string;
  readonly match: VersionTag;
  readonly released: NonEmpty<ReleasedPackage>;
  readonly branch: string | undefined;
  /** Undefined if no branch was asked for. */
  readonly commit: TaggedCommit | undefined;
  readonly dryRun: boolean;
}

export function describeTagged(tagged: Tagged): Decision<Output> {
  const { tag, match, released, branch, commit, dryRun } = tagged;
  const [{ version }] = released;
  return {
    outputs: outputs(released, !dryRun),
    title: "Version tag",
    facts: [
      ["Tag", tag],
      ["Package", listing(released.map(({ packageName }) => packageName))],
      ["Version", shown(version)],
      ["Branch", commit ? `${commit.commit.slice(0, 7)} is on ${branch}` : "not checked"],
      ["To be published", dryRun ? "no, this is a dry run" : "yes"],
    ],
    notices: [
      ...(match.versionText === version.canonical
        ? []
        : [
            `the tag ${quote(tag)} means version ${version.canonical} (canonical spelling, PEP 440)`,
          ]),
      ...released
        .filter(({ compared }) => !compared)
        .map(
          ({ packageName }) =>
            `the sources of ${packageName} do not say its version, so the tag was not compared with it. check-package compares the built files`,
        ),
    ],
    warnings:
      commit?.checkedOut === false
        ? [
            `the workspace does not hold the tagged commit ${commit.commit.slice(0, 7)}: what is built here is not what was tagged. Check out with ref: refs/tags/${tag}.`,
          ]
        : [],
  };
}

/**
 * A dry run that no tag started.
 *
 * @param version undefined if only the built files have it
 */
export function describeUntagged(
  { name }: RunRef,
  only: DeclaredPackage,
  version: Version | undefined,
): Decision<Output> {
  return {
    outputs: outputs([{ ...only, version }], false),
    title: "Version tag",
    facts: [
      ["Tag", `none: the run is for ${name}`],
      ["Package", only.packageName],
      ["Version", version ? shown(version) : "not known yet: only the built files have it"],
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
      packages: "[]",
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

/** What a run is about. The version is undefined if only the built files have it, and no tag says it. */
interface Chosen extends Omit<DeclaredPackage, "prefix"> {
  readonly version: Version | undefined;
}

/** Lines and a list have all packages; the version is that of the first, which equals the others by PEP 440. */
function outputs(chosen: NonEmpty<Chosen>, publish: boolean): Record<Output, string> {
  const [{ version }] = chosen;
  return {
    matched: "true",
    package: chosen.map(({ packageName }) => packageName).join("\n"),
    directory: chosen.map(({ directory }) => directory).join("\n"),
    packages: JSON.stringify(
      chosen.map((one) => ({
        package: one.packageName,
        directory: one.directory,
        version: one.version?.canonical ?? "",
      })),
    ),
    version: version?.canonical ?? "",
    "is-prerelease": version ? String(isPrerelease(version)) : "",
    publish: String(publish),
  };
}

function shown(version: Version): string {
  return isPrerelease(version) ? `${version.canonical}, a pre-release` : version.canonical;
}
