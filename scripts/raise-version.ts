/**
 * `npm run raise-version -- 1.3.0`: makes the checkout the source of that version. Raises package.json and every
 * reference to this repository's own actions and workflows, and puts what CHANGELOG.md calls unreleased under it.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import gt from "semver/functions/gt.js";
import { changelogSections, sectionProblem, withRelease } from "./changelog.ts";
import { gitIn, readSources, type Sources, uncommitted } from "./git.ts";
import { refuseProblems, releaseProblems, sourceVersion } from "./publish-release/problems.ts";
import { readVersion } from "./publish-release/version.ts";
import { withSelfReferences } from "./self-references.ts";

/** The files that change, with their new text. Throws all problems together, also those that publishing would find. */
export function raisedFiles(sources: Sources, version: string, date: string): Sources {
  refuseProblems("Not raised:", raiseProblems(sources, version));
  const raised = new Map([...sources].map(([path, text]) => [path, raisedText(path, text)]));
  refuseProblems(`Not raised, because ${version} could not be published:`, releaseProblems(raised));
  return new Map([...raised].filter(([path, text]) => sources.get(path) !== text));

  function raisedText(path: string, text: string): string {
    if (path === "package.json")
      return text.replace(/^( *"version": )"[^"]*"/m, (_, key) => `${key}"${version}"`);
    if (path === "CHANGELOG.md") return withRelease(text, version, date);
    return withSelfReferences(path, text, version);
  }
}

function raiseProblems(sources: Sources, version: string): string[] {
  if (readVersion(version) === undefined)
    return [`${JSON.stringify(version)} is not a version such as 1.2.3`];
  const current = sourceVersion(sources);
  if (readVersion(current) === undefined)
    return [
      `package.json's version is ${JSON.stringify(current)}, which is not a version such as 1.2.3`,
    ];
  const changelog = sources.get("CHANGELOG.md") ?? "";
  // The first release has the version that package.json was made with.
  const first = version === current && changelogSections(changelog, current).length === 0;
  const unreleased = sectionProblem(changelog, "Unreleased");
  return [
    ...(first || gt(version, current) ? [] : [`${version} is not higher than ${current}`]),
    ...(unreleased === undefined ? [] : [unreleased]),
  ];
}

/** Raises the version of the checkout in a folder, and says which files it changed; changes nothing if it throws. */
export function raiseVersion(
  folder: string,
  version: string,
  date: string,
  say: (line: string) => void,
): void {
  const git = gitIn(folder);
  const changed = uncommitted(git);
  if (changed !== "")
    throw new Error(
      `Not raised, because its changes must be the only ones; not committed are:\n${changed}`,
    );
  for (const [path, text] of raisedFiles(readSources(git, folder), version, date)) {
    writeFileSync(join(folder, path), text);
    say(path);
  }
}

if (import.meta.main) {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    const [version, ...more] = positionals;
    if (version === undefined || more.length > 0)
      throw new Error("npm run raise-version -- <version>");
    const today = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
    const say = (line: string) => console.log(line);
    raiseVersion(resolve(import.meta.dirname, ".."), version, today, say);
    console.log(`Raised to ${version}. See git diff. Only a commit on main can be published.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
