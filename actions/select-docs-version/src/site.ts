import type { Git } from "@lablink-actions/action-kit";
import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/** A version of the site, as mike keeps it in versions.json. */
export interface PublishedVersion {
  readonly version: string;
  readonly aliases: readonly string[];
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

function unreadable(seen: string): Result<never> {
  return refuse({
    name: "docs-site-unreadable",
    seen: seen.replace(/\s+/g, " "),
    remedy:
      "Check out with fetch-depth: 0 before this step; a versions.json that was edited by hand, mend on the site's branch.",
  });
}
