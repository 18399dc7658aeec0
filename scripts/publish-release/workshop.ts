import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { type Git, gitIn } from "../git.ts";

/** A place to make a release in. It is beside a repository, and can read the repository's objects. */
export interface Workshop extends Disposable {
  /** Git in the repository, with an index and an object store of the workshop's own. */
  readonly git: Git;
  /** A folder that is not there yet. */
  readonly folder: string;
}

/**
 * Opens a workshop. The repository's refs, index, files and objects stay as they are, even if the process is killed.
 * Only a push takes anything out of the workshop.
 */
export function openWorkshop(repository: string, env: NodeJS.ProcessEnv): Workshop {
  const git = gitIn(repository, env);
  // A release made twice of one commit is the same release commit, if its parents and its maker are the same.
  const date = `@${git(["show", "--no-patch", "--format=%ct", "HEAD"])} +0000`;
  const folder = mkdtempSync(join(tmpdir(), "lablink-actions-release-"));
  mkdirSync(join(folder, "objects"));
  const objects = resolve(repository, git(["rev-parse", "--git-path", "objects"]));
  const others = env["GIT_ALTERNATE_OBJECT_DIRECTORIES"];
  return {
    git: gitIn(repository, {
      ...env,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_INDEX_FILE: join(folder, "index"),
      GIT_OBJECT_DIRECTORY: join(folder, "objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: others ? `${objects}${delimiter}${others}` : objects,
    }),
    folder: join(folder, "tree"),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
