import type { Git } from "@lablink-actions/action-kit";
import { quote } from "@lablink-actions/release-core";

/**
 * Looks before a build for files that are not as in the commit: changed, added or deleted, and not ignored by git. They
 * would be published, although nobody tagged them.
 *
 * @returns a warning if there are any; nothing if there are none, or if the folder is not in a git checkout
 */
export async function warnOfChanges(directory: string, git: Git): Promise<readonly string[]> {
  const words = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"];
  const { exitCode, output } = await git("--no-optional-locks", ...words, "--", directory);
  // Each is two letters of its state, a space and its path.
  const files = output.split("\0").flatMap((entry) => entry.slice(3) || []);
  if (exitCode !== 0 || files.length === 0) return [];
  const shown = files.slice(0, 5).map(quote).join(", ");
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  return [
    `the checkout has files that are not as in its commit: ${shown}${more}. A package that is built now is not what was tagged: build before other steps install or test`,
  ];
}
