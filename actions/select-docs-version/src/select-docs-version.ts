import type { Decision, Git } from "@lablink-actions/action-kit";
import { accept, combine, map, nearVersionTags, type Result } from "@lablink-actions/release-core";
import {
  checkVersionTag,
  type DeclaredPackage,
  packagesOf,
  type Repository,
} from "@lablink-actions/version-tag";
import type { BranchVersions } from "./branch-versions.ts";
import type { Output } from "./declaration.ts";
import { describe, nothing, nothingForTag } from "./describe.ts";
import { decideLatest } from "./latest.ts";
import type { ReleaseSubject } from "./release.ts";
import { readBranches, readRoot } from "./root.ts";
import { newerOnSite, type PublishedVersion, readSite } from "./site.ts";
import type { Subject } from "./subject.ts";

interface SelectDocsVersionInputs {
  readonly declared: readonly DeclaredPackage[];
  /** The branch that releases are made from; undefined: a release's commit may be anywhere. */
  readonly branch: string | undefined;
  /** The branch mike keeps the site on. */
  readonly siteBranch: string;
  readonly ref: string;
  /** What the ref stands for; undefined for a tag that belongs to no package. */
  readonly subject: Subject | undefined;
  /** Whether GitHub's release is marked as a pre-release. */
  readonly markedPrerelease: boolean;
  readonly defaultBranch: string;
  readonly branchVersions: BranchVersions;
  /** Where the site's root must lead, if the workflow says so. */
  readonly root: string | undefined;
}

/**
 * Decides which version of the site a run publishes, whether `latest` moves to it, and where the site's root leads.
 *
 * @returns the outputs, all empty for a tag that belongs to no package, for a tag that has moved, and for a commit that
 * is older than the one its branch is published from; or `docs-site-unreadable` (LA652), or why publishing refuses the
 * release's tag (LA201 to LA214)
 */
export async function selectDocsVersion(
  inputs: SelectDocsVersionInputs,
  repository: Repository,
): Promise<Result<Decision<Output>>> {
  const { git } = repository;
  const { declared, siteBranch, subject: chosen } = inputs;
  if (chosen === undefined) {
    const tag = inputs.ref.replace(/^refs\/tags\//, "");
    return accept(nothingForTag(tag, nearVersionTags(tag, declared)));
  }

  const site = await readSite(git, siteBranch);
  if (!site.ok) return site;
  const around = combine({
    current: site.value.length === 0 ? accept(undefined) : await readRoot(git, siteBranch),
    branches: await readBranches(git),
  });
  if (!around.ok) return around;
  const known = { ...inputs, site: site.value, ...around.value };
  if (chosen.kind === "branch") {
    const newer = await newerOnSite(git, chosen, site.value);
    return map(newer, (commit) =>
      commit === undefined
        ? describe(chosen, { heldBack: "this is a branch", notices: [] }, known)
        : nothing(
            `the site has ${chosen.name} from ${commit.slice(0, 7)}, which is later than this run's commit, so nothing is published`,
          ),
    );
  }

  const moved = await movedTag(git, chosen.tag);
  if (moved !== undefined) {
    return accept(
      nothing(
        `the tag ${chosen.tag} is now at ${moved.slice(0, 7)}, which is not this run's commit, so nothing is published`,
      ),
    );
  }
  const checked = await checkRelease(chosen, inputs, repository);
  if (!checked.ok) return checked;
  const heldBack = await whyHeldBack(chosen, inputs, site.value, git);
  return accept(describe(chosen, { heldBack, notices: checked.value }, known));
}

/**
 * Asks of a release's tag what publishing asks, because documentation of what was never published must not be latest.
 *
 * @returns what could not be compared
 */
async function checkRelease(
  { tag, match }: ReleaseSubject,
  { declared: packages, branch }: SelectDocsVersionInputs,
  repository: Repository,
): Promise<Result<readonly string[]>> {
  const declared = packagesOf(match, packages);
  const asked = { tag, match, declared, branch, strict: false };
  return map(await checkVersionTag(asked, repository), ({ released }) =>
    released
      .filter(({ compared }) => !compared)
      .map(
        ({ packageName }) =>
          `the sources of ${packageName} do not say its version, so it was not compared with the tag ${tag}`,
      ),
  );
}

/** Why `latest` does not move to a release; undefined if it does. */
async function whyHeldBack(
  release: ReleaseSubject,
  { markedPrerelease, declared }: SelectDocsVersionInputs,
  site: readonly PublishedVersion[],
  git: Git,
): Promise<string | undefined> {
  const latest = decideLatest(release, markedPrerelease, site, declared);
  if (latest.moves !== "if-contained") return latest.moves ? undefined : latest.reason;
  const { exitCode } = await git("merge-base", "--is-ancestor", `refs/tags/${latest.tag}`, "HEAD");
  // 1 means no; anything else means that git cannot say, perhaps because the tag is gone.
  const verb = exitCode === 1 ? "is not" : "cannot be found";
  return exitCode === 0 ? undefined : `${latest.tag} ${verb} in this commit's history`;
}

/** The commit of a tag that has moved since the run began; undefined if it has not, or is not in this clone. */
async function movedTag(git: Git, tag: string): Promise<string | undefined> {
  const [head, tagged] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("rev-parse", "--verify", "--quiet", `refs/tags/${tag}^{commit}`),
  ]);
  return tagged.exitCode === 0 && tagged.output !== head.output ? tagged.output : undefined;
}
