/**
 * Says, as lines for GITHUB_OUTPUT, which version package.json has, and whether it must be published: CHANGELOG.md has
 * its section, and the remote lacks its tag. Runs on a bare checkout: it imports nothing that has to be installed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changelogSections } from "../changelog.ts";
import { type Git, gitIn } from "../git.ts";

/** Whether the version of the checkout in a folder must be published; throws if the remote does not answer. */
export function releaseDue(git: Git, folder: string): { version: string; due: boolean } {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const written =
    changelogSections(readFileSync(join(folder, "CHANGELOG.md"), "utf8"), version).length > 0;
  const published = git(["ls-remote", "--tags", "origin", `refs/tags/v${version}`]) !== "";
  return { version, due: written && !published };
}

if (import.meta.main) {
  const { version, due } = releaseDue(gitIn(process.cwd()), process.cwd());
  console.log(`version=${version}\ndue=${due}`);
}
