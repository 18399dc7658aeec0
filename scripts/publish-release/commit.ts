import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Git } from "../git.ts";
import { branchRef, tagRef } from "./moves.ts";
import type { RemoteRefs } from "./remote.ts";

/** Writes a folder's files as a tree, byte for byte, whatever the user's settings for line ends are. */
export function writeTree(git: Git, folder: string): string {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hashes = git(["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.join("\n"));
  const entries = hashes.split("\n").map((hash, index) => {
    const path = paths[index]?.slice(folder.length + 1).replaceAll("\\", "/");
    return `100644 ${hash}\t${path}\n`;
  });
  git(["update-index", "--add", "--index-info"], entries.join(""));
  return git(["write-tree"]);
}

/**
 * The commit that is the release of a tree: the one the remote has, or a new one on top of its release branch. Throws
 * if the version is published with another tree.
 */
export function releaseCommit(
  git: Git,
  seen: RemoteRefs,
  release: { version: string; tree: string; source: string; message: string },
): string {
  const { version, tree, source, message } = release;
  const tagged = seen.get(tagRef(version));
  const tip = seen.get(branchRef(version));
  // A tree says which commit it comes from, so the same tree is the same release.
  const made = [tagged, tip].find(
    (object) => object !== undefined && git(["rev-parse", `${object}^{tree}`]) === tree,
  );
  if (made !== undefined) return git(["rev-parse", `${made}^{commit}`]);
  if (tagged !== undefined)
    throw new Error(
      `v${version} is published, with another content (${tagged}), and a published version never changes. Raise the version: npm run raise-version -- <version>`,
    );
  const parents = [tip, source].flatMap((parent) => (parent === undefined ? [] : ["-p", parent]));
  return git(["commit-tree", tree, ...parents], message);
}

/** Whether a commit is another one, or is in its history. */
export function isWithin(git: Git, commit: string, history: string): boolean {
  return git(["rev-list", "--max-count=1", commit, `^${history}`]) === "";
}
