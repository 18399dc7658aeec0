import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withReleaseLinks } from "./links.ts";
import { rootAction } from "./root-action.ts";

/** The path of a file in the release tree, by its path in the repository. */
function releasePaths(root: string): Map<string, string> {
  const actions = globSync("actions/*/{action.yml,README.md,dist/**}", {
    cwd: root,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const workflows = globSync(".github/workflows/*.yml", { cwd: root });
  return new Map([
    ...actions.map((path) => [path, inRelease(path)] as const),
    ...workflows.map((path) => [path, path] as const),
    ["packages/release-config/src/lablink-actions.schema.json", "lablink-actions.schema.json"],
    ["actions/verify-image/src/checks.schema.json", "image-checks.schema.json"],
    ["actions/audit-releases/src/audit-report.schema.json", "audit-report.schema.json"],
    ["README.md", "README.md"],
    ["LICENSE", "LICENSE"],
  ]);
}

/** An action is at the root, and the licences of the code in its bundle are beside its README. */
function inRelease(path: string): string {
  return path.replace(/^actions\//, "").replace(/\/dist\/LICENSES\.txt$/, "/LICENSES.txt");
}

/**
 * The release tree: every file's content by its path, sorted. The actions must have been built.
 *
 * @param commit the commit the tree comes from; links to files that are not in the tree lead there
 */
export function releaseFiles(root: string, commit: string): Map<string, Buffer> {
  const paths = releasePaths(root);
  const files = [...paths].map(([source, path]): [string, Buffer] => {
    const content = readFileSync(join(root, source));
    if (!path.endsWith(".md")) return [path, content];
    return [path, Buffer.from(withReleaseLinks(content.toString(), source, paths, commit))];
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const made: [string, Buffer][] = [
    ["COMMIT", Buffer.from(`${commit}\n`)],
    ["action.yml", Buffer.from(rootAction(version))],
  ];
  return new Map([...files, ...made].sort(([a], [b]) => (a < b ? -1 : 1)));
}
