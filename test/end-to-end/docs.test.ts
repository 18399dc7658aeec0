/** docs.yml of the example, run by act, with mkdocs and mike, and a bare repository instead of GitHub. */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  describeWith,
  type EventName,
  type GitRepository,
  gitRepository,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { eventAt, type WorkflowEvent } from "../../scripts/act/event.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";

const allocator = "lablink-allocator-service";
const client = "lablink-client-service";

let release: string;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  release = join(cleanUp.use(await temporaryDirectory()).path, "release");
  writeRelease(release, "0".repeat(40));
}, 120_000);
afterAll(() => cleanUp.disposeAsync());

/** Instead of GitHub: a folder with the bare repository talmolab/lablink.git, and a clone to write to it. */
let github: string;
let maintainer: GitRepository;
let perTest: AsyncDisposableStack;

beforeEach(async () => {
  perTest = new AsyncDisposableStack();
  github = perTest.use(await temporaryDirectory()).path;
  await mkdir(join(github, "talmolab"));
  maintainer = perTest.use(await gitRepository());
  cpSync("examples/lablink", maintainer.path, { recursive: true });
  await maintainer.commit("LabLink in small");
  const bare = join(github, "talmolab/lablink.git");
  await maintainer.git("clone", "--quiet", "--bare", ".", bare);
  await maintainer.git("remote", "add", "origin", bare);
  return () => perTest.disposeAsync();
});

/** A commit of this branch or tag with one more line in a page, pushed. */
async function change(text: string): Promise<void> {
  writeFileSync(join(maintainer.path, "docs/index.md"), `# LabLink in small\n\n${text}\n`);
  await maintainer.commit(text);
  await maintainer.git("push", "--quiet", "origin", "HEAD");
}

/** Sets the version of a package of the example, without a commit. */
function setVersion(directory: string, version: string): void {
  const file = join(maintainer.path, "packages", directory, "pyproject.toml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^version = .*$/m, `version = "${version}"`));
}

/** A commit of this branch in which mkdocs runs this Python while it builds, pushed. */
async function hook(event: string, lines: readonly string[]): Promise<void> {
  const script = [`def ${event}(config):`, ...lines.map((line) => `    ${line}`)];
  writeFileSync(join(maintainer.path, "hook.py"), `${script.join("\n")}\n`);
  writeFileSync(
    join(maintainer.path, "mkdocs.yml"),
    "site_name: LabLink\nplugins: [search, mike]\nhooks: [hook.py]\n",
  );
  await maintainer.commit("A hook");
  await maintainer.git("push", "--quiet", "origin", "HEAD");
}

/** Runs the workflow for one ref. Its jobs fetch the repository themselves. */
async function run(event: (commit: string) => WorkflowEvent, ref: string): Promise<WorkflowRun> {
  await using clone = await gitRepository();
  const { git, path } = clone;
  await git("remote", "add", "origin", "https://github.com/talmolab/lablink.git");
  // Outside of the clone, because the job that pushes has none.
  const gitConfig = join(github, "gitconfig");
  const standIn = [`url.${pathToFileURL(github)}/.insteadOf`, "https://github.com/"] as const;
  await git("config", "--file", gitConfig, ...standIn);
  await git("-c", standIn.join("="), "fetch", "--quiet", "--tags", "origin");
  await git("checkout", "--quiet", "--detach", ref);
  const ran = await runWorkflow({
    workspace: path,
    workflow: "docs.yml",
    event: event(await git("rev-parse", "HEAD")),
    release,
    token: "a-token-nobody-may-read",
    actor: "lablink-maintainer",
    fetchesRepository: true,
    env: { GIT_CONFIG_GLOBAL: gitConfig },
  });
  expect(ran.log).not.toContain("a-token-nobody-may-read");
  return ran;
}

function runOn(event: EventName, ref = "origin/main"): Promise<WorkflowRun> {
  return run((commit) => eventAt(event, commit), ref);
}

/** Tags the current commit and publishes a release of it. */
async function runRelease(tag: string, prerelease = false): Promise<WorkflowRun> {
  await maintainer.tag(tag);
  await maintainer.git("push", "--quiet", "origin", `refs/tags/${tag}`);
  return run((commit) => {
    const { name, payload } = eventAt("release", commit);
    const published = { ...(payload["release"] as object), tag_name: tag, prerelease };
    return { name, payload: { ...payload, release: published } };
  }, `refs/tags/${tag}`);
}

/** The tip of the site's branch on GitHub. */
function publishedCommit(): Promise<string> {
  return maintainer.git("ls-remote", "origin", "refs/heads/gh-pages");
}

/** The content of the site: every version with its aliases, and the version that the root leads to. */
async function site(): Promise<{ versions: Record<string, string[]>; root?: string }> {
  const { git } = maintainer;
  await git("fetch", "--quiet", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*");
  const branches = await git("branch", "--remotes", "--list", "origin/gh-pages");
  if (branches === "") return { versions: {} };
  const show = (path: string) => git("show", `origin/gh-pages:${path}`);
  const list: { version: string; aliases: string[] }[] = JSON.parse(await show("versions.json"));
  const files = await git("ls-tree", "--name-only", "origin/gh-pages");
  const page = files.split("\n").includes("index.html") ? await show("index.html") : "";
  const [, root] = /url=([^/"]+)/.exec(page) ?? [];
  return {
    versions: Object.fromEntries(list.map(({ version, aliases }) => [version, aliases])),
    ...(root !== undefined && { root }),
  };
}

describeWith(["act", "git", "uv"], "docs.yml", () => {
  test.each<EventName>(["pull-request", "pull-request-fork"])(
    "%s: built, and nothing is written",
    async (event) => {
      const ran = await runOn(event);
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(Object.values(ran.jobs)).toEqual(["success"]);
      expect(ran.log).toContain("Documentation built in");
      expect(await site()).toEqual({ versions: {} });
    },
  );

  test("a link that leads nowhere is red, and nothing is published", async () => {
    await change("[Gone](nowhere.md)");
    const ran = await runOn("push-main");
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("nowhere.md");
    expect(await site()).toEqual({ versions: {} });
  });

  test("branches and releases have their versions; latest only moves forward, to stable releases", async () => {
    expect(await runOn("push-main")).toMatchObject({ exitCode: 0 });
    expect(await site()).toEqual({ versions: { main: [] }, root: "main" });

    expect(await runRelease(`${allocator}_v0.0.2a0`, true)).toMatchObject({ exitCode: 0 });
    expect(await site()).toEqual({
      versions: { main: [], [`${allocator}_v0.0.2a0`]: [] },
      root: "main",
    });

    setVersion("allocator", "0.0.3");
    setVersion("client", "0.1.0");
    await change("A patch");
    setVersion("allocator", "0.1.0");
    await change("The second release");
    expect(await runRelease(`${allocator}_v0.1.0`)).toMatchObject({ exitCode: 0 });
    const stable = {
      main: [],
      [`${allocator}_v0.0.2a0`]: [],
      [`${allocator}_v0.1.0`]: ["latest"],
    };
    expect(await site()).toEqual({ versions: stable, root: "latest" });
    const { git } = maintainer;
    expect(await git("show", "origin/gh-pages:latest")).toBe(`${allocator}_v0.1.0`);
    expect(await git("show", `origin/gh-pages:${allocator}_v0.1.0/index.html`)).toContain(
      "The second release",
    );

    await git("checkout", "--quiet", "HEAD^");
    expect(await runRelease(`${allocator}_v0.0.3`)).toMatchObject({ exitCode: 0 });
    expect(await runRelease(`${client}_v0.1.0`)).toMatchObject({ exitCode: 0 });
    expect(await site()).toEqual({
      versions: { ...stable, [`${allocator}_v0.0.3`]: [], [`${client}_v0.1.0`]: [] },
      root: "latest",
    });
  });

  tried(
    "a release of a tag that is not on main, and one of a tag whose pyproject.toml has another version",
    "both are red by the same codes as publishing, and neither becomes latest",
    async () => {
      const other = await runRelease(`${allocator}_v0.1.0`);
      expect(other.exitCode).toBe(1);
      expect(other.log).toContain("LA202");
      await maintainer.git("switch", "--quiet", "--create", "hotfix");
      setVersion("allocator", "0.2.0");
      await change("Not merged");
      const off = await runRelease(`${allocator}_v0.2.0`);
      expect(off.exitCode).toBe(1);
      expect(off.log).toContain("LA213");
      expect(await site()).toEqual({ versions: {} });
    },
  );

  tried(
    "actions/checkout, which moves origin/main back to the commit of an old run that is repeated",
    "the old run does not replace newer documentation",
    async () => {
      await change("The newer text");
      expect(await runOn("push-main")).toMatchObject({ exitCode: 0 });
      const published = await publishedCommit();
      const ran = await runOn("push-main", "origin/main^");
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.log).toContain("which is later than this run's commit, so nothing is published");
      expect(ran.standIns.map(({ action }) => action)).toContain("actions/checkout");
      expect(await site()).toEqual({ versions: { main: [] }, root: "main" });
      expect(await publishedCommit()).toBe(published);
      expect(await maintainer.git("show", "origin/gh-pages:main/index.html")).toContain(
        "The newer text",
      );
    },
  );

  test("a run that another run overtakes is red, says so, and does not change the other's version", async () => {
    // While mike builds, somebody else writes gh-pages.
    const bare = join(github, "talmolab/lablink.git");
    await hook("on_post_build", [
      "import os, subprocess",
      "if 'MIKE_DOCS_VERSION' not in os.environ: return",
      `git = ['git', '--git-dir', ${JSON.stringify(bare)}, '-c', 'user.name=A', '-c', 'user.email=a@example.org']`,
      "tree = subprocess.check_output(git + ['mktree'], input=b'')",
      "commit = subprocess.check_output(git + ['commit-tree', '-m', 'other', tree.decode().strip()])",
      "subprocess.check_call(git + ['update-ref', 'refs/heads/gh-pages', commit.decode().strip()])",
    ]);
    const ran = await runOn("push-main");
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("**Documentation was not published:**");
    await maintainer.git("fetch", "--quiet", "origin");
    expect(await maintainer.git("log", "--format=%s", "origin/gh-pages")).toBe("other");
  });

  test("two at once: each is published, or is red and says so", async () => {
    await maintainer.git("push", "--quiet", "origin", "HEAD:test");
    const ran = await Promise.all([runOn("push-main"), runOn("push-test", "origin/test")]);
    const { versions } = await site();
    const green = ["main", "test"].filter((_, index) => ran[index]?.exitCode === 0);
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
    await hook("on_pre_build", [
      "import subprocess",
      `subprocess.check_call(['git', 'config', 'url.${address}.insteadOf', 'https://github.com/talmolab/'])`,
    ]);
    const ran = await runOn("push-main");
    expect(heard).toEqual([]);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await site()).toEqual({ versions: { main: [] }, root: "main" });
  });
});
