/**
 * `uses: $/name` names an action or workflow of the repository that the file is from, at the very commit that runs.
 * act, actionlint and GitHub's language service do not know it yet: they get a copy that names this repository in full.
 *
 * `node scripts/known-names.ts TREE OUT` makes that copy of a release tree's workflow and action files.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A workflow or action file's text, with this repository's own actions and workflows named in full at a ref. */
export function withKnownNames(text: string, ref: string): string {
  return text.replace(/(\buses: )\$\/([\w./-]+)/g, `$1talmolab/lablink-actions/$2@${ref}`);
}

if (import.meta.main) {
  const [tree, out] = process.argv.slice(2);
  if (!tree || !out) throw new Error("npm run known-names -- TREE OUT");
  for (const path of globSync([".github/workflows/*.yml", "*/action.yml"], { cwd: tree })) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), withKnownNames(readFileSync(join(tree, path), "utf8"), "v1"));
  }
}
