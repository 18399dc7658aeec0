import type { Git } from "@lablink-actions/action-kit";
import { accept, quote, type Result, refuse, unreadableSite } from "@lablink-actions/release-core";

/**
 * The pages of a version: every HTML file in its folder.
 *
 * @param ref the commit that has the site, as a full ref
 * @returns their paths in that folder, or `docs-site-unreadable` (LA652) if there is no such folder
 */
export async function readPages(
  git: Git,
  ref: string,
  version: string,
): Promise<Result<ReadonlySet<string>>> {
  // -z: otherwise git quotes names that are not ASCII.
  const listed = await git("ls-tree", "-r", "-z", "--name-only", `${ref}:${version}`);
  if (listed.exitCode !== 0) {
    return refuse(
      unreadableSite(
        `the pages of ${quote(version)} on ${ref} could not be listed: git says: ${listed.trouble}`,
      ),
    );
  }
  const files = listed.output.split("\0");
  return accept(new Set(files.filter((file) => file.endsWith(".html"))));
}
