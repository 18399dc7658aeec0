import type { Git } from "@lablink-actions/action-kit";
import { accept, type DeclaredTags, type Result } from "@lablink-actions/release-core";
import type { BranchVersions } from "./branch-versions.ts";
import { readPublished } from "./release.ts";
import { type PublishedVersion, unreadable } from "./site.ts";

/** What decides where the site's root leads. */
interface RootInputs {
  /** The version that a run publishes. */
  readonly name: string;
  /** `latest`, if that moves to it; otherwise empty. */
  readonly alias: string;
  readonly site: readonly PublishedVersion[];
  /** Where the root must lead, if the workflow says so. */
  readonly given: string | undefined;
  /** Where it leads now; undefined if there is no root yet, or none of mike's. */
  readonly current: string | undefined;
  /** The version of the default branch. */
  readonly ofDefaultBranch: string;
}

/**
 * Where the site's root must lead from now on; empty if it must not change. What the workflow says is followed as soon
 * as the site has it. Otherwise the root is set when the version it leads to is first published, and not again, so that
 * a default set by hand stays.
 */
export function chooseRoot(inputs: RootInputs): string {
  const { name, alias, site, given, current, ofDefaultBranch } = inputs;
  if (given !== undefined) {
    if (isOnSite(given, inputs)) return given === current ? "" : given;
    return current === undefined && name === ofDefaultBranch ? name : "";
  }
  if (site.some(({ aliases }) => aliases.includes("latest"))) return "";
  if (alias !== "") return alias;
  const isFirst = !site.some(({ version }) => version === name);
  return name === ofDefaultBranch && isFirst ? name : "";
}

/** Whether the site has this version or alias once the run has published. */
export function isOnSite(
  wanted: string,
  { name, alias, site }: Pick<RootInputs, "name" | "alias" | "site">,
): boolean {
  return (
    wanted === name ||
    wanted === alias ||
    site.some(({ version, aliases }) => version === wanted || aliases.includes(wanted))
  );
}

/**
 * Whether runs of the workflow can publish this version: `latest`, a release, or a branch.
 *
 * @param branches those of origin
 */
export function isPublishedByRuns(
  version: string,
  declared: readonly DeclaredTags[],
  branchVersions: BranchVersions,
  branches: ReadonlySet<string>,
): boolean {
  return (
    version === "latest" ||
    readPublished(version, declared) !== undefined ||
    [...branchVersions].some(([branch, its]) => its === version && branches.has(branch)) ||
    (branches.has(version) && !branchVersions.has(version))
  );
}

/**
 * Reads where mike's page at the site's root leads.
 *
 * @returns a version or an alias, undefined if there is no such page, or `docs-site-unreadable` (LA652)
 */
export async function readRoot(git: Git, siteBranch: string): Promise<Result<string | undefined>> {
  const tip = `refs/remotes/origin/${siteBranch}`;
  const listed = await git("ls-tree", "--name-only", tip, "index.html");
  if (listed.exitCode !== 0) return unreadable(`git says: ${listed.trouble}`);
  if (listed.output === "") return accept(undefined);
  const page = await git("show", `${tip}:index.html`);
  if (page.exitCode !== 0) return unreadable(`git says: ${page.trouble}`);
  const [, name] = /http-equiv="refresh" content="\d+; url=([^"/]+)\/"/.exec(page.output) ?? [];
  return accept(name);
}

/** The names of origin's branches, as this clone has them; otherwise `docs-site-unreadable` (LA652). */
export async function readBranches(git: Git): Promise<Result<ReadonlySet<string>>> {
  const start = "refs/remotes/origin/";
  const listed = await git("for-each-ref", "--format=%(refname)", start);
  if (listed.exitCode !== 0) return unreadable(`git says: ${listed.trouble}`);
  const names = listed.output.split("\n").map((ref) => ref.slice(start.length));
  return accept(new Set(names));
}
