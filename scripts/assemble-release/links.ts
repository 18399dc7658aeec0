import { posix } from "node:path";

const repository = "https://github.com/talmolab/lablink-actions";

/**
 * A page's Markdown with its relative links as they have to be in the release tree: to the file there, or else to
 * the file of the commit the tree comes from.
 *
 * @param source the page's path in the repository
 * @param paths where a file of the repository stands in the release tree
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
