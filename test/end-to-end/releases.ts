/** Real repositories to publish releases from, to a bare remote. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "@lablink-actions/testkit";
import { type Git, gitIn } from "../../scripts/git.ts";
import { type Publication, publishRelease } from "../../scripts/publish-release.ts";

export const env = {
  PATH: process.env["PATH"],
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Author",
  GIT_AUTHOR_EMAIL: "author@example.org",
  GIT_COMMITTER_NAME: "Committer",
  GIT_COMMITTER_EMAIL: "committer@example.org",
};

/** A repository of an action and a workflow that uses it, ready to publish a version. */
export const sourcesOf = (version: string) => ({
  "package.json": `{ "name": "lablink-actions",\n  "version": "${version}" }\n`,
  "CHANGELOG.md": `# Changelog\n\n## [Unreleased]\n\n## [${version}] - 2026-01-31\n\n### Added\n\n- Of ${version}, see [all](docs/all.md).\n`,
  "README.md": `uses: talmolab/lablink-actions/one@v${version.split(".")[0]}\n`,
  "actions/one/action.yml": "name: one\n",
  ".github/workflows/images.yml": `  - uses: $/one\n`,
});

/** Used instead of the release tree: assembling the real one takes a build. */
export async function assemble(out: string, commit: string): Promise<void> {
  for (const [path, content] of Object.entries({
    COMMIT: `${commit}\n`,
    "one/action.yml": "name: one\r\n",
    "one/dist/index.js": "// built\n",
  })) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
}

export interface World extends AsyncDisposable {
  readonly checkout: string;
  readonly remote: string;
  readonly git: Git;
  /** Git in the remote. */
  readonly there: Git;
  write(files: Readonly<Record<string, string>>): void;
  /** Makes the checkout a version's source and commits it, on the branch that is checked out. */
  commit(version: string): string;
  /** Publishes what is checked out, and gives what was said. */
  publish(changes?: Partial<Publication>): Promise<string[]>;
  /** Commits a version to main and publishes it. */
  release(version: string): Promise<string>;
  refs(): Record<string, string>;
}

export async function world(): Promise<World> {
  const folder = await temporaryDirectory();
  const checkout = join(folder.path, "checkout");
  const remote = join(folder.path, "remote.git");
  gitIn(folder.path, env)(["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  gitIn(folder.path, env)(["clone", "--quiet", remote, checkout]);
  const git = gitIn(checkout, env);
  const there = gitIn(remote, env);
  git(["switch", "--quiet", "--create", "main"]);
  // Settings that a user may have, and that must not get into a release.
  git(["config", "core.autocrlf", "input"]);
  git(["config", "push.followTags", "true"]);
  const write: World["write"] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), content);
    }
  };
  const commit: World["commit"] = (version) => {
    write(sourcesOf(version));
    git(["add", "--all"]);
    git(["commit", "--quiet", "--allow-empty", "--message", `Version ${version}`]);
    git(["push", "--quiet", "--no-follow-tags", "origin", "HEAD"]);
    return git(["rev-parse", "HEAD"]);
  };
  const publish: World["publish"] = async (changes = {}) => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const given = { repository: checkout, remote: "origin", dryRun: false, assemble, say, env };
    await publishRelease({ ...given, ...changes });
    return said;
  };
  return {
    ...{ checkout, remote, git, there, write, commit, publish },
    async release(version) {
      commit(version);
      await publish();
      return there(["rev-parse", `v${version}`]);
    },
    refs: () => refsOf(there),
    [Symbol.asyncDispose]: folder.remove,
  };
}

export function refsOf(git: Git): Record<string, string> {
  const lines = git(["for-each-ref", "--format=%(refname) %(objectname)"]).split("\n");
  return Object.fromEntries(lines.filter(Boolean).map((line) => line.split(" ")));
}

/** Everything of a checkout that publishing must not change. */
export function stateOf({ git, checkout }: World): unknown {
  const objects = readdirSync(join(checkout, ".git/objects"), { recursive: true }).sort();
  return [refsOf(git), git(["ls-files", "--stage"]), objects, readdirSync(join(checkout, ".git"))];
}
