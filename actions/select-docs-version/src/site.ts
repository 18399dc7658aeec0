import type { Git } from "@lablink-actions/action-kit";
import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/** A version of the site, as mike keeps it in versions.json. */
export interface PublishedVersion {
  readonly version: string;
  readonly aliases: readonly string[];
  /** mike's `--prop-set`: JSON of the repository's own, of which `commit` says what the version was built of. */
  readonly properties?: unknown;
}

/**
 * Checks that a name can be a branch's, as `git check-ref-format` has it.
 *
 * @returns the name, or `input-invalid` (LA902), `docs-site-unreadable` (LA652)
 */
export async function requireBranchName(git: Git, name: string): Promise<Result<string>> {
  const { exitCode, trouble } = await git("check-ref-format", `refs/heads/${name}`);
  if (exitCode === 0) return accept(name);
  if (exitCode !== 1) return unreadable(`git says: ${trouble}`);
  return refuse({
    name: "input-invalid",
    seen: `the input site-branch is ${quote(name)}, which no branch can be called (git check-ref-format)`,
    remedy: "Give the branch mike keeps the site on, without refs/heads/: gh-pages.",
  });
}

/**
 * Reads what is on the site from the branch mike keeps it on, as it was when this clone was made. mike commits on
 * top of that same state, and its push is refused where somebody wrote in between: so what is decided by it holds.
 *
 * @returns its versions, none where there is no site yet; or `docs-site-unreadable` (LA652)
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
  // git says 1 for what is not there, and more for trouble.
  if (commit.exitCode === 1) return accept([]);
  if (commit.exitCode !== 0) return unreadable(`git says: ${commit.trouble}`);

  const listed = await git("ls-tree", "--name-only", tip, "versions.json");
  if (listed.exitCode === 0 && listed.output === "") return accept([]);
  const file = await git("show", `${tip}:versions.json`);
  if (file.exitCode !== 0) return unreadable(`git says: ${file.trouble}`);
  return parseVersions(file.output, branch);
}

/** Reads mike's versions.json. */
export function parseVersions(text: string, branch: string): Result<readonly PublishedVersion[]> {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isPublishedVersion)) return accept(value);
  } catch {
    // Told below, as what is JSON and not mike's.
  }
  return unreadable(`versions.json on ${branch} is not as mike writes it: ${quote(text)}`);
}

function isPublishedVersion(value: unknown): value is PublishedVersion {
  const { version, aliases } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof version === "string" &&
    Array.isArray(aliases) &&
    aliases.every((alias) => typeof alias === "string")
  );
}

/** What a version was built of, where its property `commit` says so. */
function sourceOf({ properties }: PublishedVersion): string | undefined {
  const { commit } = (properties ?? {}) as Record<string, unknown>;
  return typeof commit === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)
    ? commit
    : undefined;
}

/**
 * Whether a branch's version on the site was built of a later commit than the one that is checked out, as it is when
 * an old run is repeated. A branch that was moved back to an older commit is no such case: what is published is then
 * not on it any more.
 *
 * @returns that later commit, or undefined; or `docs-site-unreadable` (LA652)
 */
export async function newerOnSite(
  git: Git,
  branch: string,
  site: readonly PublishedVersion[],
): Promise<Result<string | undefined>> {
  const version = site.find((it) => it.version === branch);
  const published = version && sourceOf(version);
  if (published === undefined) return accept(undefined);
  const [head, onBranch, contained] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("merge-base", "--is-ancestor", published, `refs/remotes/origin/${branch}`),
    git("merge-base", "--is-ancestor", "HEAD", published),
  ]);
  if (head.exitCode !== 0) return unreadable(`git says: ${head.trouble}`);
  // git fails at a commit that it has not, and this clone has all that is on a branch.
  if (onBranch.exitCode !== 0 || head.output === published) return accept(undefined);
  if (contained.exitCode > 1) return unreadable(`git says: ${contained.trouble}`);
  return accept(contained.exitCode === 0 ? published : undefined);
}

function unreadable(seen: string): Result<never> {
  return refuse({
    name: "docs-site-unreadable",
    seen: seen.replace(/\s+/g, " "),
    remedy:
      "Check out with fetch-depth: 0 before this step; a versions.json that was edited by hand, mend on the site's branch.",
  });
}
