import {
  pyprojectOf,
  type SourceFiles,
  setupFilesOf,
  sourceFilesIn,
} from "@lablink-actions/python-package";
import { accept, type Result } from "@lablink-actions/release-core";
import { gitFailed, type TaggedCommit } from "./ancestry.ts";
import type { Repository } from "./repository.ts";

/**
 * The files that say what a package is, as they were tagged, even if the workspace holds another commit.
 *
 * @returns them, or `git-failed` (LA214)
 */
export async function sourceFilesAtTag(
  directory: string,
  commit: TaggedCommit | undefined,
  { readFile, git }: Repository,
): Promise<Result<SourceFiles>> {
  if (commit === undefined || commit.checkedOut) return accept(sourceFilesIn(directory, readFile));
  const file = pyprojectOf(directory);
  const setupFiles = setupFilesOf(directory);
  const words = ["ls-tree", "-z", "--name-only", commit.commit, "--", file, ...setupFiles];
  const listed = await git(...words);
  if (listed.exitCode !== 0) return gitFailed(listed);
  const names = listed.output.split("\0");
  const setup = setupFiles.filter((path) => names.includes(path));
  if (!names.includes(file)) return accept({ file, pyproject: undefined, setup });
  const shown = await git("show", `${commit.commit}:./${file}`);
  return shown.exitCode === 0 ? accept({ file, pyproject: shown.output, setup }) : gitFailed(shown);
}
