/** Publishing a release of this repository: in real repositories, to a bare remote. */
import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { type EventName, runAction, temporaryDirectory } from "@lablink-actions/testkit";
import { assembleRelease } from "../../scripts/assemble-release.ts";
import { type Git, gitIn } from "../../scripts/git.ts";
import { releaseDue } from "../../scripts/publish-release/due.ts";
import { floatingTags } from "../../scripts/publish-release/moves.ts";
import { type Publication, publishRelease } from "../../scripts/publish-release.ts";

const env = {
  PATH: process.env["PATH"],
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Author",
  GIT_AUTHOR_EMAIL: "author@example.org",
  GIT_COMMITTER_NAME: "Committer",
  GIT_COMMITTER_EMAIL: "committer@example.org",
};

/** A repository of an action and a workflow that uses it, as it is when a version is to be published. */
const sourcesOf = (version: string) => ({
  "package.json": `{ "name": "lablink-actions",\n  "version": "${version}" }\n`,
  "CHANGELOG.md": `# Changelog\n\n## [Unreleased]\n\n## [${version}] - 2026-01-31\n\n### Added\n\n- Of ${version}, see [all](docs/all.md).\n`,
  "README.md": `uses: talmolab/lablink-actions/one@v${version.split(".")[0]}\n`,
  "actions/one/action.yml": "name: one\n",
  ".github/workflows/images.yml": `  - uses: talmolab/lablink-actions/one@v${version}\n`,
});

/** What stands for the release tree: assembling the real one takes a build. */
async function assemble(out: string, commit: string): Promise<void> {
  for (const [path, content] of Object.entries({
    COMMIT: `${commit}\n`,
    "one/action.yml": "name: one\r\n",
    "one/dist/index.js": "// built\n",
  })) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
}

interface World extends AsyncDisposable {
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

async function world(): Promise<World> {
  const folder = await temporaryDirectory();
  const checkout = join(folder.path, "checkout");
  const remote = join(folder.path, "remote.git");
  gitIn(folder.path, env)(["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  gitIn(folder.path, env)(["clone", "--quiet", remote, checkout]);
  const git = gitIn(checkout, env);
  const there = gitIn(remote, env);
  git(["switch", "--quiet", "--create", "main"]);
  // What a user may have set, and must not get into a release.
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

function refsOf(git: Git): Record<string, string> {
  const lines = git(["for-each-ref", "--format=%(refname) %(objectname)"]).split("\n");
  return Object.fromEntries(lines.filter(Boolean).map((line) => line.split(" ")));
}

/** Everything of a checkout that publishing must leave as it is. */
function stateOf({ git, checkout }: World): unknown {
  const objects = readdirSync(join(checkout, ".git/objects"), { recursive: true }).sort();
  return [refsOf(git), git(["ls-files", "--stage"]), objects, readdirSync(join(checkout, ".git"))];
}

describe("a release", () => {
  test("is a commit of the tree, with what was released before and its source as parents", async () => {
    await using it = await world();
    const first = it.commit("1.0.0");
    it.git(["tag", "--annotate", "--message=Mine", "mine"]);
    const said = await it.publish();
    const one = it.there(["rev-parse", "v1.0.0"]);
    expect(it.refs()).toEqual({
      "refs/heads/main": first,
      "refs/heads/releases/v1": one,
      "refs/tags/v1": one,
      "refs/tags/v1.0": one,
      "refs/tags/v1.0.0": one,
    });
    expect(it.there(["log", "--max-count=1", "--format=%P|%an|%cn|%at|%ct", one])).toBe(
      `${first}|Author|Committer|${it.there(["log", "-1", "--format=%ct|%ct", first])}`,
    );
    expect(it.there(["log", "--max-count=1", "--format=%B", one])).toBe(
      `lablink-actions 1.0.0\n\n### Added\n\n- Of 1.0.0, see [all](https://github.com/talmolab/lablink-actions/blob/${first}/docs/all.md).\n\nMade of commit ${first}.`,
    );
    expect(it.there(["ls-tree", "-r", "--format=%(objectmode) %(path)", one])).toBe(
      "100644 COMMIT\n100644 one/action.yml\n100644 one/dist/index.js",
    );
    expect(it.there(["cat-file", "blob", `${one}:one/action.yml`])).toBe("name: one");
    expect(it.there(["cat-file", "-s", `${one}:one/action.yml`])).toBe("11");
    expect(said).toContain(`refs/tags/v1.0.0  new → ${one}`);

    const second = it.commit("1.1.0");
    await it.publish();
    const two = it.there(["rev-parse", "v1.1.0"]);
    expect(it.there(["log", "--max-count=1", "--format=%P", two])).toBe(`${one} ${second}`);
    expect(it.refs()).toEqual({
      "refs/heads/main": second,
      "refs/heads/releases/v1": two,
      "refs/tags/v1": two,
      "refs/tags/v1.0": one,
      "refs/tags/v1.0.0": one,
      "refs/tags/v1.1": two,
      "refs/tags/v1.1.0": two,
    });
  });

  test("is made beside the checkout, of which nothing changes", async () => {
    await using it = await world();
    await it.release("1.0.0");
    it.commit("1.1.0");
    const before = stateOf(it);
    await it.publish();
    expect(stateOf(it)).toEqual(before);
  });

  test("by --dry-run is shown, and is nowhere", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    it.commit("1.1.0");
    const [here, there] = [stateOf(it), it.refs()];
    const said = await it.publish({ dryRun: true });
    expect([stateOf(it), it.refs()]).toEqual([here, there]);
    const commit = /→ ([0-9a-f]{40})$/.exec(said[0] ?? "")?.[1];
    expect(said).toEqual([
      `refs/heads/releases/v1  ${one} → ${commit}`,
      `refs/tags/v1.1.0  new → ${commit}`,
      `refs/tags/v1.1  new → ${commit}`,
      `refs/tags/v1  ${one} → ${commit}`,
      "1.1.0 would be published so; nothing was pushed",
    ]);
    await it.publish();
    expect(it.refs()["refs/tags/v1.1.0"]).toBe(commit);
  });

  test("of a version that is published is left alone", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    const before = it.refs();
    expect(await it.publish()).toEqual([`1.0.0 is already published, as ${one}`]);
    expect(it.refs()).toEqual(before);
  });

  test("of an older line moves that line's tag alone", async () => {
    await using it = await world();
    await it.release("1.1.4");
    it.git(["branch", "line"]);
    const two = await it.release("1.2.0");
    it.git(["switch", "--quiet", "line"]);
    const source = it.commit("1.1.5");
    it.git(["switch", "--quiet", "main"]);
    it.git(["merge", "--quiet", "--strategy=ours", "--message=1.1.5 was of its own line", "line"]);
    it.git(["push", "--quiet", "origin", "main"]);
    it.git(["checkout", "--quiet", source]);
    expect(await it.publish()).toContain("refs/tags/v1 stays at 1.2.0, which is newer");
    const patch = it.there(["rev-parse", "v1.1.5"]);
    expect(it.refs()).toMatchObject({
      "refs/heads/releases/v1": patch,
      "refs/tags/v1": two,
      "refs/tags/v1.1": patch,
      "refs/tags/v1.2": two,
    });
    expect(it.there(["rev-parse", "v1.1.5^1", "v1.1.5^2"])).toBe(`${two}\n${source}`);
  });

  test("of another major version has its own branch, and leaves those of the first", async () => {
    await using it = await world();
    const one = await it.release("1.2.0");
    const two = await it.release("2.0.0");
    expect(it.refs()).toMatchObject({ "refs/tags/v1": one, "refs/tags/v2": two });
    const back = await it.release("1.3.0");
    expect(it.refs()).toMatchObject({
      "refs/heads/releases/v1": back,
      "refs/heads/releases/v2": two,
      "refs/tags/v1": back,
      "refs/tags/v1.3": back,
      "refs/tags/v2": two,
      "refs/tags/v2.0": two,
    });
  });

  test("that is a prerelease has its own tag alone", async () => {
    await using it = await world();
    await it.release("1.0.0");
    const before = it.refs();
    const next = await it.release("1.1.0-rc.1");
    expect(it.refs()).toEqual({
      ...before,
      "refs/heads/main": it.git(["rev-parse", "main"]),
      "refs/heads/releases/v1": next,
      "refs/tags/v1.1.0-rc.1": next,
    });
  });
});

describe("a clone of the tag v1 and nothing else", () => {
  test("runs select-dockerfile on Node alone, and refuses as it should", async () => {
    await using it = await world();
    it.commit("1.0.0");
    await it.publish({ assemble: (out, commit) => assembleRelease(out, commit, () => {}) });
    const root = join(it.checkout, "../clone");
    it.git(["clone", "--quiet", "--depth=1", "--branch=v1", pathToFileURL(it.remote).href, root]);
    const workspace = join(it.checkout, "../workspace");
    mkdirSync(workspace);
    for (const name of ["Dockerfile", "Dockerfile.dev"]) writeFileSync(join(workspace, name), "");
    // Not the folder Node is in, where other tools may be as well.
    const bin = join(it.checkout, "../bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    const select = (event: EventName, version = "") =>
      runAction("select-dockerfile", {
        ...{ event, root, workspace },
        with: { dockerfile: "Dockerfile", version },
        env: { PATH: bin, HOME: workspace },
      });
    expect(await select("push-main")).toMatchObject({
      exitCode: 0,
      outputs: { channel: "development", dockerfile: "Dockerfile.dev" },
    });
    expect(await select("dispatch-prod", "1.2.3")).toMatchObject({
      exitCode: 0,
      outputs: { channel: "production", "build-args": "PACKAGE_VERSION=1.2.3" },
    });
    const refused = await select("dispatch-unknown");
    expect(refused).toMatchObject({ exitCode: 1, outputs: {} });
    expect(refused.annotations[0]?.title).toBe("LA105 environment-unknown");
  });
});

describe("refused, with nothing moved, is", () => {
  /** What publishing says no with; fails the test where it says yes, or moves something. */
  async function refusal(it: World, changes?: Partial<Publication>): Promise<string> {
    const before = [stateOf(it), it.refs()];
    const error = await it.publish(changes).then(
      () => new Error("it was published"),
      (caught: Error) => caught,
    );
    expect([stateOf(it), it.refs()]).toEqual(before);
    return [error, error.cause]
      .map((one) => (one instanceof Error ? one.message : ""))
      .join("\n")
      .trim();
  }

  test("a commit with problems, all of them at once", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.write({
      "package.json": '{ "version": "1.1.0" }\n',
      ".github/workflows/images.yml":
        "- uses: talmolab/lablink-actions/one@v1.0.0\n- uses: talmolab/lablink-actions/.github/workflows/gone.yml@v1.1.0\n",
      "README.md": "uses: TalmoLab/LabLink-actions/one@v2\n",
    });
    it.git(["commit", "--quiet", "--all", "--message", "Not merged"]);
    it.write({ "new.txt": "" });
    expect(await refusal(it)).toBe(
      [
        "Not released:",
        "CHANGELOG.md has no section [1.1.0]; it needs one",
        ".github/workflows/images.yml:1 names one@v1.0.0: it must be @v1.1.0",
        ".github/workflows/images.yml:2 names .github/workflows/gone.yml, and there is no .github/workflows/gone.yml",
        "README.md:1 names one@v2: it must be @v1",
        "a release is made of a commit; not committed are:\n?? new.txt",
        `${it.git(["rev-parse", "HEAD"])} is not in the remote's main: merge it first`,
      ].join("\n- "),
    );
  });

  const section = "## [1.0.0] - 2026-01-31\n\n### Fixed\n\n- A thing.\n";
  test.each([
    ["empty", "## [Unreleased]\n\n## [1.0.0] - 2026-01-31\n\n### Fixed\n", "says nothing under"],
    ["without a date", "## [Unreleased]\n\n## [1.0.0]\n\n- A thing.\n", "does not date [1.0.0]"],
    ["there twice", `## [Unreleased]\n\n${section}\n${section}`, "has 2 sections [1.0.0]"],
    ["without an Unreleased", section, "needs one section [Unreleased]"],
  ])("a changelog whose section is %s", async (_, changelog, message) => {
    await using it = await world();
    it.write({ "CHANGELOG.md": changelog });
    const files = sourcesOf("1.0.0");
    it.write({ ...files, "CHANGELOG.md": changelog });
    it.git(["add", "--all"]);
    it.git(["commit", "--quiet", "--message", "Version"]);
    it.git(["push", "--quiet", "origin", "main"]);
    expect(await refusal(it)).toContain(message);
  });

  test.each(["v1.0.0", "1.0", "1.0.0+build", "", "01.0.0"])("the version %j", async (version) => {
    await using it = await world();
    it.commit(version);
    expect(await refusal(it)).toContain(`package.json's version is "${version}"`);
  });

  test("a published version with another content", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    it.git(["commit", "--quiet", "--allow-empty", "--message", "Later"]);
    it.git(["push", "--quiet", "origin", "main"]);
    expect(await refusal(it)).toContain(`v1.0.0 is published, with another content (${one})`);
  });

  test("a tree of another commit", async () => {
    await using it = await world();
    it.commit("1.0.0");
    const other = (out: string) => assemble(out, "0".repeat(40));
    expect(await refusal(it, { assemble: other })).toContain("The release tree comes from 0000");
  });

  test("a clone without history", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.commit("1.0.1");
    const folder = join(dirname(it.checkout), "shallow");
    it.git(["clone", "--quiet", "--depth=1", pathToFileURL(it.remote).href, folder]);
    expect(await refusal(it, { repository: folder })).toContain("git fetch --unshallow");
  });

  test("a remote that does not answer", async () => {
    await using it = await world();
    it.commit("1.0.0");
    expect(await refusal(it, { remote: "nowhere" })).toContain("git remote failed");
    it.git(["remote", "set-url", "origin", "nowhere"]);
    expect(await refusal(it)).toContain("git ls-remote failed");
  });

  test("a release branch that was set to something else", async () => {
    await using it = await world();
    await it.release("1.0.0");
    const strange = it.there(["commit-tree", it.there(["mktree"]), "-m", "Mine"]);
    it.there(["update-ref", "refs/heads/releases/v1", strange]);
    expect(await refusal(it)).toContain("somebody moved one of them");
  });
});

describe("a release in between", () => {
  /** Moves the remote's refs as another release would have. */
  const another = (it: World) => {
    const commit = it.there(["commit-tree", "main^{tree}", "-p", "releases/v1", "-m", "Other"]);
    it.there(["update-ref", "refs/heads/releases/v1", commit]);
    it.there(["update-ref", "refs/tags/v1", commit]);
  };

  test.each(["before the push", "during the push"])(
    "%s: nothing moves, and a re-run is on top of it",
    async (when) => {
      await using it = await world();
      await it.release("1.0.0");
      it.commit("1.1.0");
      if (when === "during the push") {
        // git runs it between reading the remote's refs and sending its own.
        const commands =
          "commit=$(git commit-tree main^{tree} -p releases/v1 -m Other) && git update-ref refs/heads/releases/v1 $commit && git update-ref refs/tags/v1 $commit";
        const hook = `#!/bin/sh\nunset GIT_DIR GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\ncd ${it.remote} && ${commands}\n`;
        writeFileSync(join(it.checkout, ".git/hooks/pre-push"), hook, { mode: 0o755 });
      }
      const racing = async (out: string, commit: string) => {
        if (when === "before the push") another(it);
        await assemble(out, commit);
      };
      await expect(it.publish({ assemble: racing })).rejects.toThrow("run this again");
      const between = it.refs();
      expect(between).not.toHaveProperty(["refs/tags/v1.1.0"]);
      expect(it.there(["log", "-1", "--format=%s", "v1"])).toBe("Other");

      writeFileSync(join(it.checkout, ".git/hooks/pre-push"), "#!/bin/sh\n", { mode: 0o755 });
      await it.publish();
      expect(it.there(["rev-parse", "v1.1.0^1"])).toBe(between["refs/heads/releases/v1"]);
      expect(it.refs()["refs/tags/v1"]).toBe(it.refs()["refs/tags/v1.1.0"]);
    },
  );
});

describe("what is left of a release", () => {
  test.each([
    [["refs/tags/v1"]],
    [["refs/tags/v1.1", "refs/tags/v1"]],
    [["refs/tags/v1.1.0", "refs/tags/v1.1", "refs/tags/v1"]],
    [["refs/heads/releases/v1"]],
    [["refs/heads/releases/v1", "refs/tags/v1.1.0"]],
  ])("without %j is completed by a re-run", async (missing) => {
    await using it = await world();
    await it.release("1.0.0");
    const before = it.refs();
    await it.release("1.1.0");
    const published = it.refs();
    for (const ref of missing)
      it.there(["update-ref", ...(before[ref] ? [ref, before[ref]] : ["-d", ref])]);
    expect(it.refs()).not.toEqual(published);
    await it.publish();
    expect(it.refs()).toEqual(published);
  });
});

describe("a crash", () => {
  test("of the remote, which refuses one ref, moves none; a re-run publishes", async () => {
    await using it = await world();
    await it.release("1.0.0");
    it.commit("1.1.0");
    const before = it.refs();
    const hook = join(it.remote, "hooks/update");
    writeFileSync(hook, '#!/bin/sh\n[ "$1" != refs/tags/v1 ]\n', { mode: 0o755 });
    await expect(it.publish()).rejects.toThrow("did not take the release");
    expect(it.refs()).toEqual(before);
    writeFileSync(hook, "#!/bin/sh\n", { mode: 0o755 });
    await it.publish();
    expect(it.refs()).toHaveProperty(["refs/tags/v1.1.0"]);
  });

  test("after any of git's steps leaves the old release or the new one; a re-run ends as if there had been none", async () => {
    await using it = await world();
    await it.release("1.0.0");
    it.commit("1.1.0");
    const [here, before] = [stateOf(it), it.refs()];
    const copies = (name: string) => {
      const copy = join(dirname(it.remote), name);
      cpSync(it.remote, copy, { recursive: true });
      it.git(["remote", "set-url", "origin", copy]);
      return gitIn(copy, env);
    };
    const whole = copies("whole.git");
    await it.publish();
    const published = refsOf(whole);

    const outcomes: boolean[] = [];
    for (let step = 1; ; step++) {
      const remote = copies(`${step}.git`);
      const killed = await publishAndDie(it, step);
      const left = refsOf(remote);
      outcomes.push(left["refs/tags/v1.1.0"] !== undefined);
      expect(left).toEqual(outcomes.at(-1) ? published : before);
      expect(stateOf(it)).toEqual(here);
      await it.publish();
      expect(refsOf(remote)).toEqual(published);
      if (!killed) break;
    }
    // It died before the push and after it, or this shows nothing.
    expect(outcomes.length).toBeGreaterThan(10);
    expect(outcomes.slice(-2)).toEqual([true, true]);
    expect(outcomes.at(-3)).toBe(false);
  }, 120_000);

  /** Publishes in a process of its own, killed when git has ended for the given time; false if it came to its end. */
  function publishAndDie(it: World, step: number): Promise<boolean> {
    const bin = mkdtempSync(join(dirname(it.remote), "bin-"));
    const counter = join(bin, "count");
    const real = (process.env["PATH"] ?? "")
      .split(":")
      .map((folder) => join(folder, "git"))
      .find((file) => existsSync(file));
    // Only what publishing itself runs counts: git's own helpers are found by git's own path.
    const wrapper = `#!/bin/sh
${real} "$@"
status=$?
echo >> ${counter}
[ "$(wc -l < ${counter})" -eq ${step} ] && kill -KILL $PPID
exit $status
`;
    writeFileSync(join(bin, "git"), wrapper, { mode: 0o755 });
    const path = join(bin, "publish.ts");
    const given = { repository: it.checkout, remote: "origin", dryRun: false };
    writeFileSync(
      path,
      `import { cpSync, writeFileSync } from "node:fs";
import { publishRelease } from ${JSON.stringify(pathToFileURL(resolve("scripts/publish-release.ts")).href)};
const assemble = async (out, commit) => { cpSync(${JSON.stringify(join(bin, "tree"))}, out, { recursive: true }); };
await publishRelease({ ...${JSON.stringify(given)}, assemble, say() {}, env: process.env });
`,
    );
    const commit = it.git(["rev-parse", "HEAD"]);
    return assemble(join(bin, "tree"), commit).then(
      () =>
        new Promise((ended, failed) => {
          const child = spawn(process.execPath, [path], {
            env: { ...env, PATH: `${bin}:${env.PATH}`, TMPDIR: bin },
            stdio: ["ignore", "ignore", "inherit"],
          });
          child.on("error", failed);
          child.on("close", (code, signal) => {
            if (signal === "SIGKILL") ended(true);
            else if (code === 0) ended(false);
            else failed(new Error(`it ended with ${code}`));
          });
        }),
    );
  }
});

test("floating tags go by the order of versions, not of letters, and not by what only looks like one", () => {
  const seen = new Map(
    ["v1.9.0", "v1.10.0", "v1.11.0-rc.1", "v1.12", "v10.0.0", "1.13.0", "v1.2.3.4"].map((tag) => [
      `refs/tags/${tag}`,
      "object",
    ]),
  );
  expect(floatingTags("1.9.1", seen)).toEqual([
    { tag: "1.9", newer: undefined },
    { tag: "1", newer: "1.10.0" },
  ]);
  expect(floatingTags("1.10.1", seen).map(({ newer }) => newer)).toEqual([undefined, undefined]);
});

describe("a release is due", () => {
  test("when the changelog has its section and the remote lacks its tag", async () => {
    await using it = await world();
    it.commit("1.0.0");
    const changelog = sourcesOf("1.0.0")["CHANGELOG.md"];
    expect(releaseDue(it.git, it.checkout)).toEqual({ version: "1.0.0", due: true });
    it.write({ "CHANGELOG.md": changelog.replace("[1.0.0]", "[0.9.0]") });
    expect(releaseDue(it.git, it.checkout).due).toBe(false);
    it.write({ "CHANGELOG.md": changelog });
    await it.publish();
    expect(releaseDue(it.git, it.checkout).due).toBe(false);
  });

  test("is said for GITHUB_OUTPUT, with nothing installed", async () => {
    await using it = await world();
    it.commit("1.0.0");
    const scripts = join(dirname(it.checkout), "scripts");
    cpSync("scripts", scripts, { recursive: true });
    const due = [join(scripts, "publish-release/due.ts")];
    const output = execFileSync(process.execPath, due, { cwd: it.checkout, env, encoding: "utf8" });
    expect(output).toBe("version=1.0.0\ndue=true\n");
  });

  test("or not is not known of a remote that does not answer", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.git(["remote", "set-url", "origin", "nowhere"]);
    expect(() => releaseDue(it.git, it.checkout)).toThrow("git ls-remote failed");
  });
});
