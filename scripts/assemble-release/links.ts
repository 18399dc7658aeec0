import { posix } from "node:path";

const repository = "https://github.com/talmolab/lablink-actions";

/**
 * A page's Markdown with its relative links as they must be in the release tree: to the file there, or else to the file
 * of the commit that the tree comes from.
 *
 * @param source the page's path in the repository
 * @param paths gives the path in the release tree of a file of the repository
 */
export function withReleaseLinks(
  markdown: string,
  source: string,
  paths: ReadonlyMap<string, string>,
  commit: string,
): string {
  const folder = posix.dirname(paths.get(source) ?? source);
  return markdown.replace(/\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (_, link, fragment = "") => {
    const target = posix.join(posix.dirname(source), link);
    const released = paths.get(target);
    return released === undefined
      ? `](${repository}/blob/${commit}/${target}${fragment})`
      : `](${posix.relative(folder, released)}${fragment})`;
  });
}
