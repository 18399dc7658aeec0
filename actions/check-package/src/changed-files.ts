import type { Git } from "@lablink-actions/action-kit";
import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/**
 * Looks before a build for files that are not as in the commit: changed, added or deleted, and not ignored by git. A
 * version that is expected is about to be published, and must be what its tag has. Without one the build may be CI's,
 * whose steps may change files on purpose.
 *
 * @returns the warnings, also if git cannot say it; or `checkout-changed` (LA229) if a version is
 * expected
 */
export async function lookForChanges(
  { directory, isRelease }: { readonly directory: string; readonly isRelease: boolean },
  git: Git,
): Promise<Result<readonly string[]>> {
  const words = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"];
  const { exitCode, output, trouble } = await git("--no-optional-locks", ...words, "--", directory);
  if (exitCode !== 0) {
    const why = trouble.replace(/\s+/g, " ") || "it said nothing";
    return accept([
      `git could not say whether the checkout is as in its commit (${why}), so this was not checked`,
    ]);
  }
  // Each is two letters of its state, a space and its path.
  const files = output.split("\0").flatMap((entry) => entry.slice(3) || []);
  if (files.length === 0) return accept([]);
  const shown = files.slice(0, 5).map(quote).join(", ");
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  const seen = `the checkout has files that are not as in its commit: ${shown}${more}`;
  const remedy = "Build before other steps install, test or write files.";
  if (isRelease) return refuse({ name: "checkout-changed", seen, remedy });
  return accept([`${seen}. A package that is built now is not what its commit has. ${remedy}`]);
}
