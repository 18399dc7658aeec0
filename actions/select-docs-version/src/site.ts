import type { Git } from "@lablink-actions/action-kit";
import {
  accept,
  invalidInput,
  listing,
  quote,
  type Result,
  refuse,
  unreadableSite,
} from "@lablink-actions/release-core";
import {
  anything,
  checkJson,
  clauseOf,
  list,
  open,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";

/** mike's versions.json; a version may have more keys than are read here. */
const versionsShape = list(
  open({
    version: text(),
    aliases: list(text()),
    // mike's `--prop-set`: JSON of the repository's choice; its `commit` says what the version was built from.
    properties: optional(anything),
  }),
);

/** A version of the site, as mike keeps it in versions.json. */
export type PublishedVersion = Shaped<typeof versionsShape>[number];

/**
 * Checks that a name can be the name of a branch, with `git check-ref-format`.
 *
 * @returns the name, or `input-invalid` (LA902), `docs-site-unreadable` (LA652)
 */
export async function requireBranchName(git: Git, name: string): Promise<Result<string>> {
  const { exitCode, trouble } = await git("check-ref-format", `refs/heads/${name}`);
  if (exitCode === 0) return accept(name);
  if (exitCode !== 1) return unreadable(`git says: ${trouble}`);
  return refuse(
    invalidInput(
      "site-branch",
      `is ${quote(name)}, which cannot be the name of a branch (git check-ref-format)`,
      "Give the branch mike keeps the site on, without refs/heads/: gh-pages.",
    ),
  );
}

/**
 * Reads what is on the site from the branch of mike, as it was when this clone was made. mike commits on top of the
 * same state, and its push is refused if somebody wrote in between. So a decision based on it stays right.
 *
 * @returns its versions, none if there is no site yet; or `docs-site-unreadable` (LA652)
 */
export async function readSite(
  git: Git,
  branch: string,
): Promise<Result<readonly PublishedVersion[]>> {
  const tip = `refs/remotes/origin/${branch}`;
  const [shallow, commit] = await Promise.all([
    git("rev-parse", "--is-shallow-repository"),
    git("rev-parse", "--verify", "--quiet", `${tip}^{commit}`),
  ]);
  if (shallow.exitCode !== 0) return unreadable(`git says: ${shallow.trouble}`);
  if (shallow.output !== "false") {
    return unreadable("this clone is shallow, so what is on the site is not known");
  }
  // git exits with 1 if the branch is absent, and with more if it fails.
  if (commit.exitCode === 1) return accept([]);
  if (commit.exitCode !== 0) return unreadable(`git says: ${commit.trouble}`);

  const listed = await git("ls-tree", "--name-only", tip, "versions.json");
  if (listed.exitCode === 0 && listed.output === "") return accept([]);
  const file = await git("show", `${tip}:versions.json`);
  if (file.exitCode !== 0) return unreadable(`git says: ${file.trouble}`);
  return parseVersions(file.output, branch);
}

/** Reads mike's versions.json; otherwise `docs-site-unreadable` (LA652). */
function parseVersions(text: string, branch: string): Result<readonly PublishedVersion[]> {
  const checked = checkJson(versionsShape, text);
  if (checked.ok) return accept(checked.value);
  const problems = checked.problems.map((problem) => clauseOf(problem, "the whole"));
  return unreadable(`versions.json on ${branch} is not as mike writes it: ${listing(problems)}`);
}

/** The commit a version was built from, if its property `commit` says so. */
function sourceOf({ properties }: PublishedVersion): string | undefined {
  const { commit } = (properties ?? {}) as Record<string, unknown>;
  return typeof commit === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)
    ? commit
    : undefined;
}

/**
 * Whether a branch's version on the site was built from a later commit than the one that is checked out, as happens
 * when an old run is repeated. If a branch was moved back to an older commit, the published commit is no longer on it,
 * and does not count.
 *
 * @returns that later commit, or undefined; or `docs-site-unreadable` (LA652)
 */
export async function newerOnSite(
  git: Git,
  { branch, name }: { readonly branch: string; readonly name: string },
  site: readonly PublishedVersion[],
): Promise<Result<string | undefined>> {
  const version = site.find((it) => it.version === name);
  const published = version && sourceOf(version);
  if (published === undefined) return accept(undefined);
  const [head, onBranch, contained] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("merge-base", "--is-ancestor", published, `refs/remotes/origin/${branch}`),
    git("merge-base", "--is-ancestor", "HEAD", published),
  ]);
  if (head.exitCode !== 0) return unreadable(`git says: ${head.trouble}`);
  // git fails for a commit that it does not have, and this clone has every commit of a branch.
  if (onBranch.exitCode !== 0 || head.output === published) return accept(undefined);
  if (contained.exitCode > 1) return unreadable(`git says: ${contained.trouble}`);
  return accept(contained.exitCode === 0 ? published : undefined);
}

/** `docs-site-unreadable` (LA652). */
export function unreadable(seen: string): Result<never> {
  return refuse(unreadableSite(seen));
}
