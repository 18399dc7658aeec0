/** docs.yml of the example, run by act, with mkdocs and mike, and a bare repository instead of GitHub. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { describeWith, type EventName, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { writeRelease } from "../../scripts/assemble-release.ts";
import { allocator, client, type Documentation, exampleOnGithub } from "./documentation.ts";

let release: string;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  release = join(cleanUp.use(await temporaryDirectory()).path, "release");
  writeRelease(release, "0".repeat(40));
}, 120_000);
afterAll(() => cleanUp.disposeAsync());

let docs: Documentation;

beforeEach(async () => {
  docs = await exampleOnGithub(release);
});
afterEach(() => docs[Symbol.asyncDispose]());

describeWith(["act", "git", "uv"], "docs.yml", () => {
  test.each<EventName>(["pull-request", "pull-request-fork"])(
    "%s: built, and nothing is written",
    async (event) => {
      const ran = await docs.runOn(event);
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(Object.values(ran.jobs)).toEqual(["success"]);
      expect(ran.log).toContain("Documentation built in");
      expect(await docs.site()).toEqual({ versions: {} });
    },
  );

  test("a link that leads nowhere is red, and nothing is published", async () => {
    await docs.change("[Gone](nowhere.md)");
    const ran = await docs.runOn("push-main");
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("nowhere.md");
    expect(await docs.site()).toEqual({ versions: {} });
  });

  test("branches and releases have their versions; latest only moves forward, to stable releases", async () => {
    await docs.leaveOut("branch-versions", "root");
    expect(await docs.runOn("push-main")).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({ versions: { main: [] }, root: "main" });

    expect(await docs.runRelease(`${allocator}_v0.0.2a0`, true)).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({
      versions: { main: [], [`${allocator}_v0.0.2a0`]: [] },
      root: "main",
    });

    docs.setVersion("allocator", "0.0.3");
    docs.setVersion("client", "0.1.0");
    await docs.change("A patch");
    docs.setVersion("allocator", "0.1.0");
    await docs.change("The second release");
    expect(await docs.runRelease(`${allocator}_v0.1.0`)).toMatchObject({ exitCode: 0 });
    const stable = {
      main: [],
      [`${allocator}_v0.0.2a0`]: [],
      [`${allocator}_v0.1.0`]: ["latest"],
    };
    expect(await docs.site()).toEqual({ versions: stable, root: "latest" });
    const { git } = docs.maintainer;
    expect(await git("show", "origin/gh-pages:latest")).toBe(`${allocator}_v0.1.0`);
    expect(await git("show", `origin/gh-pages:${allocator}_v0.1.0/index.html`)).toContain(
      "The second release",
    );

    await git("checkout", "--quiet", "HEAD^");
    expect(await docs.runRelease(`${allocator}_v0.0.3`)).toMatchObject({ exitCode: 0 });
    expect(await docs.runRelease(`${client}_v0.1.0`)).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({
      versions: { ...stable, [`${allocator}_v0.0.3`]: [], [`${client}_v0.1.0`]: [] },
      root: "latest",
    });
  });

  tried(
    "a release of a tag that is not on main, and one of a tag whose pyproject.toml has another version",
    "both are red by the same codes as publishing, and neither becomes latest",
    async () => {
      const other = await docs.runRelease(`${allocator}_v0.1.0`);
      expect(other.exitCode).toBe(1);
      expect(other.log).toContain("LA202");
      await docs.maintainer.git("switch", "--quiet", "--create", "hotfix");
      docs.setVersion("allocator", "0.2.0");
      await docs.change("Not merged");
      const off = await docs.runRelease(`${allocator}_v0.2.0`);
      expect(off.exitCode).toBe(1);
      expect(off.log).toContain("LA213");
      expect(await docs.site()).toEqual({ versions: {} });
    },
  );

  tried(
    "actions/checkout, which moves origin/main back to the commit of an old run that is repeated",
    "the old run does not replace newer documentation",
    async () => {
      await docs.change("The newer text");
      expect(await docs.runOn("push-main")).toMatchObject({ exitCode: 0 });
      const published = await docs.publishedCommit();
      const ran = await docs.runOn("push-main", "origin/main^");
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.log).toContain("which is later than this run's commit, so nothing is published");
      expect(ran.standIns.map(({ action }) => action)).toContain("actions/checkout");
      expect(await docs.site()).toEqual({ versions: { prod: [] }, root: "prod" });
      expect(await docs.publishedCommit()).toBe(published);
      expect(await docs.maintainer.git("show", "origin/gh-pages:prod/index.html")).toContain(
        "The newer text",
      );
    },
  );

  test("a run that another run overtakes is red, says so, and does not change the other's version", async () => {
    // While mike builds, somebody else writes gh-pages.
    await docs.hook("on_post_build(config)", [
      "import os, subprocess",
      "if 'MIKE_DOCS_VERSION' not in os.environ: return",
      `git = ['git', '--git-dir', ${JSON.stringify(docs.bare)}, '-c', 'user.name=A', '-c', 'user.email=a@example.org']`,
      "tree = subprocess.check_output(git + ['mktree'], input=b'')",
      "commit = subprocess.check_output(git + ['commit-tree', '-m', 'other', tree.decode().strip()])",
      "subprocess.check_call(git + ['update-ref', 'refs/heads/gh-pages', commit.decode().strip()])",
    ]);
    const ran = await docs.runOn("push-main");
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("**Documentation was not published:**");
    await docs.maintainer.git("fetch", "--quiet", "origin");
    expect(await docs.maintainer.git("log", "--format=%s", "origin/gh-pages")).toBe("other");
  });

  test("two at once: each is published, or is red and says so", async () => {
    await docs.maintainer.git("push", "--quiet", "origin", "HEAD:test");
    const ran = await Promise.all([
      docs.runOn("push-main"),
      docs.runOn("push-test", "origin/test"),
    ]);
    const { versions } = await docs.site();
    const green = ["prod", "test"].filter((_, index) => ran[index]?.exitCode === 0);
    expect(green.length).toBeGreaterThan(0);
    expect(Object.keys(versions).sort()).toEqual(green);
    for (const { exitCode, log } of ran) {
      if (exitCode !== 0) expect(log).toContain("**Documentation was not published:**");
    }
  });

  test("a plugin of mkdocs cannot get the token by git's configuration", async () => {
    const heard: (string | undefined)[] = [];
    await using server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await docs.hook("on_pre_build(config)", [
      "import subprocess",
      `subprocess.check_call(['git', 'config', 'url.${address}.insteadOf', 'https://github.com/talmolab/'])`,
    ]);
    const ran = await docs.runOn("push-main");
    expect(heard).toEqual([]);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({ versions: { prod: [] }, root: "prod" });
  });
});
