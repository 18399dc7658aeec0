/** Publishing a release of this repository if something interferes, and when it is due. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { gitIn } from "../../scripts/git.ts";
import { releaseDue } from "../../scripts/publish-release/due.ts";
import { floatingTags } from "../../scripts/publish-release/moves.ts";
import { assemble, env, refsOf, sourcesOf, stateOf, type World, world } from "./releases.ts";

describe("a release in between", () => {
  /** Moves the remote's refs as another release would have. */
  const another = (it: World) => {
    const commit = it.there(["commit-tree", "main^{tree}", "-p", "releases/v1", "-m", "Other"]);
    it.there(["update-ref", "refs/heads/releases/v1", commit]);
    it.there(["update-ref", "refs/tags/v1", commit]);
  };

  test.each(["before the push", "during the push"])(
    "%s: nothing moves, and a re-run publishes on top of it",
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
    // It must have died before the push and after it, or this test shows nothing.
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
    // Only commands that publishing itself runs count: git finds its own helpers by its own path.
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

test("floating tags follow the order of versions, not of letters, and ignore texts that only look like versions", () => {
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

  test("is written for GITHUB_OUTPUT, with nothing installed", async () => {
    await using it = await world();
    it.commit("1.0.0");
    const scripts = join(dirname(it.checkout), "scripts");
    cpSync("scripts", scripts, { recursive: true });
    const due = [join(scripts, "publish-release/due.ts")];
    const output = execFileSync(process.execPath, due, { cwd: it.checkout, env, encoding: "utf8" });
    expect(output).toBe("version=1.0.0\ndue=true\n");
  });

  test("is not decided if the remote does not answer", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.git(["remote", "set-url", "origin", "nowhere"]);
    expect(() => releaseDue(it.git, it.checkout)).toThrow("git ls-remote failed");
  });
});
