import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";
import type { Git, GitAnswer } from "./repository.ts";

/** What git knows about a tag on its branch. */
export interface TaggedCommit {
  readonly commit: string;
  /** Whether that commit is checked out, so that the workspace has what was tagged. */
  readonly checkedOut: boolean;
}

/**
 * Asks git whether the tagged commit is on the branch: an ancestor of its tip, or the tip itself. An annotated tag
 * counts as the commit it points at. The remote's branch counts first, because a local one may be older.
 *
 * @returns the commit, or `tag-not-found` (LA210), `branch-not-found` (LA211), `shallow-clone` (LA212),
 * `tag-off-branch` (LA213), `git-failed` (LA214)
 */
export async function requireOnBranch(
  git: Git,
  tag: string,
  branch: string,
): Promise<Result<TaggedCommit>> {
  const [clone, commit, remoteTip, localTip] = await Promise.all([
    git("rev-parse", "--is-shallow-repository", "HEAD"),
    commitOf(git, `refs/tags/${tag}`),
    commitOf(git, `refs/remotes/origin/${branch}`),
    commitOf(git, `refs/heads/${branch}`),
  ]);
  const [shallow, head] = clone.output.split("\n");
  if (clone.exitCode !== 0) return gitFailed(clone);
  if (shallow !== "false") {
    return refuse({
      name: "shallow-clone",
      seen: `this clone is shallow, so git cannot tell whether ${quote(tag)} is on ${branch}`,
      remedy: "Check out with fetch-depth: 0.",
    });
  }

  if (commit === undefined) {
    return refuse({
      name: "tag-not-found",
      seen: `this clone has no tag ${quote(tag)} that points at a commit`,
      remedy: "Push the tag first, and check out with fetch-depth: 0.",
    });
  }
  const tip = remoteTip ?? localTip;
  if (tip === undefined) {
    return refuse({
      name: "branch-not-found",
      seen: `there is no branch ${quote(branch)} in this clone`,
      remedy: "Check out with fetch-depth: 0, or set branch to the branch releases are made from.",
    });
  }

  const ancestor = await git("merge-base", "--is-ancestor", commit, tip);
  if (ancestor.exitCode === 0) return accept({ commit, checkedOut: head === commit });
  if (ancestor.exitCode !== 1) return gitFailed(ancestor);
  return refuse({
    name: "tag-off-branch",
    seen: `the tag ${quote(tag)} points at ${commit.slice(0, 7)}, which is not on ${branch}`,
    remedy: `Merge into ${branch} first; then delete the tag and tag the merged commit.`,
  });
}

async function commitOf(git: Git, ref: string): Promise<string | undefined> {
  const answer = await git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  return answer.exitCode === 0 ? answer.output : undefined;
}

/** `git-failed` (LA214): git could not say what was asked. */
export function gitFailed({ exitCode, trouble }: GitAnswer): Result<never> {
  return refuse({
    name: "git-failed",
    seen: `git ended with ${exitCode}: ${trouble.replace(/\s+/g, " ") || "it said nothing"}`,
    remedy:
      "Check out the repository before this step (actions/checkout with fetch-depth: 0), on a runner that has git. To skip this check, leave branch empty.",
  });
}
