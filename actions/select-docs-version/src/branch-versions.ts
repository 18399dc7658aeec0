import {
  accept,
  acceptUnless,
  andThen,
  type DeclaredTags,
  invalidInput,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { readName } from "./names.ts";
import { readPublished } from "./release.ts";

/** The names on the site of branches that are published under another name than their own. */
export type BranchVersions = ReadonlyMap<string, string>;

/** A line `main=prod`: the branch main is published as prod. Otherwise `input-invalid` (LA902). */
export function parseBranchVersion(
  line: string,
  input: string,
): Result<readonly [branch: string, version: string]> {
  // A branch's name may hold an equals sign, a version's cannot.
  const [, branch, version] = /^(.+?)\s*=\s*([^=]+)$/s.exec(line) ?? [];
  if (branch !== undefined && version !== undefined) return accept([branch, version]);
  const remedy = "Write the branch and its name on the site: main=prod.";
  return refuse(invalidInput(input, `has the line ${quote(line)}`, remedy));
}

/**
 * Checks the names of branches' versions together.
 *
 * @returns them by their branches, or `docs-version-invalid` (LA651), `docs-branch-like-release` (LA653),
 * `docs-version-shared` (LA654)
 */
export function declareBranchVersions(
  pairs: readonly (readonly [branch: string, version: string])[],
  declared: readonly DeclaredTags[],
): Result<BranchVersions> {
  const names = traverse(pairs, ([branch, version]) =>
    andThen(readName(version), (name) =>
      readPublished(name, declared) ? refuse(namedAsRelease(branch, name)) : accept(name),
    ),
  );
  const repeated = pairs.flatMap(([branch, version], index) =>
    pairs
      .slice(0, index)
      .filter((earlier) => (earlier[0] === branch) !== (earlier[1] === version))
      .map(([other, its]) =>
        other === branch ? twice(branch, its, version) : shared(branch, other, version),
      ),
  );
  return andThen(names, () => acceptUnless(repeated, new Map(pairs)));
}

/**
 * The name on the site of a branch's version.
 *
 * @returns it, or `docs-version-invalid` (LA651), `docs-branch-like-release` (LA653), `docs-version-shared` (LA654)
 */
export function versionOfBranch(
  branch: string,
  versions: BranchVersions,
  declared: readonly DeclaredTags[],
): Result<string> {
  const given = versions.get(branch);
  if (given !== undefined) return accept(given);
  const [other] = [...versions].find(([, version]) => version === branch) ?? [];
  if (other !== undefined) return refuse(shared(branch, other, branch));
  // Its version would take the place of the release's.
  if (readPublished(branch, declared)) return refuse(namedAsRelease(branch, branch));
  return map(readName(branch), () => branch);
}

function namedAsRelease(branch: string, version: string): Refusal {
  const own = branch === version;
  return {
    name: "docs-branch-like-release",
    seen: own
      ? `the branch ${quote(branch)} is named as a release's tag, so its documentation would take the release's place`
      : `branch-versions publishes ${quote(branch)} as ${quote(version)}, which is named as a release's tag, so its documentation would take the release's place`,
    remedy: own
      ? "Rename the branch, or leave it out of the events that start this workflow."
      : "Choose another name in branch-versions.",
  };
}

function shared(branch: string, other: string, version: string): Refusal {
  return sharedVersion(
    `the branches ${quote(other)} and ${quote(branch)} would both be published as ${quote(version)}`,
    `Give each branch a version of its own in branch-versions: ${branch}=<another name>.`,
  );
}

function twice(branch: string, one: string, other: string): Refusal {
  return sharedVersion(
    `branch-versions publishes the branch ${quote(branch)} as ${quote(one)} and as ${quote(other)}`,
    "Keep one line for each branch.",
  );
}

function sharedVersion(seen: string, remedy: string): Refusal {
  return { name: "docs-version-shared", seen, remedy };
}
