/**
 * `npm run publish-release`: publishes the commit that is checked out as package.json's version. The release tree
 * becomes a commit on `releases/v1`, with the release before it and the commit it was made of as parents; `v1.2.3`
 * points there, and `v1.2` and `v1` follow. All of it is one push. Run again, it finishes, or finds nothing to do.
 */
import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { withReleaseLinks } from "./assemble-release/links.ts";
import { changelogSections } from "./changelog.ts";
import { type Git, gitIn, readSources, type Sources, uncommitted } from "./git.ts";
import { isWithin, releaseCommit, writeTree } from "./publish-release/commit.ts";
import { branchRef, floatingTags, type Move, pushWords, tagRef } from "./publish-release/moves.ts";
import { refuseProblems, releaseProblems, sourceVersion } from "./publish-release/problems.ts";
import {
  fetchObjects,
  type RemoteRefs,
  readRemote,
  remoteAddress,
} from "./publish-release/remote.ts";
import { openWorkshop } from "./publish-release/workshop.ts";

export interface Publication {
  /** The checkout of the commit to publish. */
  readonly repository: string;
  /** A remote's name. */
  readonly remote: string;
  /** Everything but the push. */
  readonly dryRun: boolean;
  /** Writes the release tree of a commit to a folder, which is not there yet. */
  readonly assemble: (out: string, commit: string) => Promise<void>;
  readonly say: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Publishes a release. If it throws, nothing is published. It throws all problems of the commit together, and if the
 * version is published with another tree, or the remote has changed meanwhile, does not answer, or refuses.
 */
export async function publishRelease(publication: Publication): Promise<void> {
  const { repository, say, env } = publication;
  const user = gitIn(repository, env);
  const source = user(["rev-parse", "HEAD"]);
  const sources = readSources(user, repository);
  const version = sourceVersion(sources);
  if (user(["rev-parse", "--is-shallow-repository"]) === "true")
    throw new Error("Not released: this clone lacks history. git fetch --unshallow");

  using workshop = openWorkshop(repository, env);
  const { git, folder } = workshop;
  const remote = remoteAddress(git, publication.remote);
  const seen = readRemote(git, remote);
  fetchObjects(git, remote, seen, ["refs/heads/main"]);
  refuseProblems("Not released:", [
    ...releaseProblems(sources),
    ...checkoutProblems(user),
    ...reviewProblems(git, source, seen.get("refs/heads/main")),
  ]);

  fetchObjects(git, remote, seen, [branchRef(version), tagRef(version)]);
  await publication.assemble(folder, source);
  const assembled = readFileSync(join(folder, "COMMIT"), "utf8").trim();
  if (assembled !== source)
    throw new Error(`The release tree comes from ${assembled}, but the checkout is at ${source}.`);
  const tree = writeTree(git, folder);
  const message = releaseMessage(sources, version, source);
  const commit = releaseCommit(git, seen, { version, tree, source, message });

  const moves = plannedMoves(git, seen, version, commit);
  for (const { tag, newer } of floatingTags(version, seen))
    if (newer) say(`${tagRef(tag)} stays at ${newer}, which is newer`);
  for (const { ref, from, to } of moves) say(`${ref}  ${from ?? "new"} → ${to}`);
  if (moves.length === 0) say(`${version} is already published, as ${commit}`);
  else if (publication.dryRun) say(`${version} would be published like this; nothing was pushed`);
  else {
    push(git, remote, moves);
    say(`${version} is published, as ${commit}`);
  }
}

function checkoutProblems(git: Git): string[] {
  const changed = uncommitted(git);
  return changed === "" ? [] : [`a release is made from a commit; not committed are:\n${changed}`];
}

function reviewProblems(git: Git, source: string, main: string | undefined): string[] {
  const reviewed = main !== undefined && isWithin(git, source, main);
  return reviewed ? [] : [`${source} is not in the remote's main: merge it first`];
}

/** What changed, from CHANGELOG.md, with links that work on every page. */
function releaseMessage(sources: Sources, version: string, source: string): string {
  const [section] = changelogSections(sources.get("CHANGELOG.md") ?? "", version);
  const notes = withReleaseLinks(section?.notes ?? "", "CHANGELOG.md", new Map(), source);
  return `lablink-actions ${version}\n\n${notes}\n\nMade of commit ${source}.\n`;
}

function plannedMoves(git: Git, seen: RemoteRefs, version: string, commit: string): Move[] {
  const branch = branchRef(version);
  const tip = seen.get(branch);
  if (tip !== undefined && !isWithin(git, tip, commit) && !isWithin(git, commit, tip))
    throw new Error(
      `The remote's ${branch} does not contain v${version} (${commit}), and v${version} does not contain ${branch}: somebody moved one of them. Look at both. A release never moves a branch back.`,
    );
  const floating = floatingTags(version, seen).filter(({ newer }) => newer === undefined);
  const refs = [
    ...(tip === undefined || !isWithin(git, commit, tip) ? [branch] : []),
    ...(seen.has(tagRef(version)) ? [] : [tagRef(version)]),
    ...floating.map(({ tag }) => tagRef(tag)),
  ];
  return refs
    .map((ref) => ({ ref, from: seen.get(ref), to: commit }))
    .filter(({ from, to }) => from !== to);
}

function push(git: Git, remote: string, moves: readonly Move[]): void {
  try {
    git(pushWords(remote, moves));
  } catch (error) {
    throw new Error(
      "The remote did not take the release. Its refs move all together or not at all. If another release came first, run this again: it starts from the new state.",
      { cause: error },
    );
  }
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      options: {
        remote: { type: "string", default: "origin" },
        "dry-run": { type: "boolean", default: false },
        // For a release tree that another job has assembled, and tested.
        tree: { type: "string" },
      },
    });
    const { remote, tree, "dry-run": dryRun } = values;
    const say = (line: string) => console.log(line);
    const assemble = async (out: string, commit: string) =>
      tree === undefined
        ? // Only here, because a build needs what is installed, and the job that publishes installs nothing.
          (await import("./assemble-release.ts")).assembleRelease(out, commit, console.error)
        : cpSync(tree, out, { recursive: true });
    const repository = resolve(import.meta.dirname, "..");
    await publishRelease({ repository, remote, dryRun, assemble, say, env: process.env });
  } catch (error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      console.error(cause.message);
    process.exitCode = 1;
  }
}
