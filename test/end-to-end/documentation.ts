/** Runs of the example's docs.yml by act, and what is on the site, with a bare repository instead of GitHub. */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "@jest/globals";
import { type EventName, gitRepository, temporaryDirectory } from "@lablink-actions/testkit";
import { dispatchAt, eventAt, type WorkflowEvent } from "../../scripts/act/event.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";

export const allocator = "lablink-allocator-service";
export const client = "lablink-client-service";

export type Documentation = Awaited<ReturnType<typeof exampleOnGithub>>;

/** The example in a bare repository talmolab/lablink.git, and a clone to write to it. */
export async function exampleOnGithub(release: string) {
  const cleanUp = new AsyncDisposableStack();
  const github = cleanUp.use(await temporaryDirectory()).path;
  await mkdir(join(github, "talmolab"));
  const maintainer = cleanUp.use(await gitRepository());
  const { git } = maintainer;
  cpSync("examples/lablink", maintainer.path, { recursive: true });
  await maintainer.commit("LabLink in small");
  const bare = join(github, "talmolab/lablink.git");
  await git("clone", "--quiet", "--bare", ".", bare);
  await git("remote", "add", "origin", bare);

  async function push(message: string): Promise<void> {
    await maintainer.commit(message);
    await git("push", "--quiet", "origin", "HEAD");
  }

  /** Changes a file, without a commit. */
  function edit(name: string, change: (text: string) => string): void {
    const file = join(maintainer.path, name);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }

  /** Runs the workflow for one ref. Its jobs fetch the repository themselves. */
  async function run(event: (commit: string) => WorkflowEvent, ref: string): Promise<WorkflowRun> {
    await using clone = await gitRepository();
    await clone.git("remote", "add", "origin", "https://github.com/talmolab/lablink.git");
    // Outside of the clone, because the job that pushes has none.
    const gitConfig = join(github, "gitconfig");
    const standIn = [`url.${pathToFileURL(github)}/.insteadOf`, "https://github.com/"] as const;
    await clone.git("config", "--file", gitConfig, ...standIn);
    await clone.git("-c", standIn.join("="), "fetch", "--quiet", "--tags", "origin");
    await clone.git("checkout", "--quiet", "--detach", ref);
    const ran = await runWorkflow({
      workspace: clone.path,
      workflow: "docs.yml",
      event: event(await clone.git("rev-parse", "HEAD")),
      release,
      token: "a-token-nobody-may-read",
      actor: "lablink-maintainer",
      fetchesRepository: true,
      env: { GIT_CONFIG_GLOBAL: gitConfig },
    });
    expect(ran.log).not.toContain("a-token-nobody-may-read");
    return ran;
  }

  return {
    bare,
    maintainer,
    push,
    edit,
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),

    /** A commit of this branch or tag with one more line in a page, pushed. */
    async change(text: string): Promise<void> {
      edit("docs/index.md", () => `# LabLink in small\n\n${text}\n`);
      await push(text);
    },

    /** Calls docs.yml without these inputs from now on, and pushes that. */
    async leaveOut(...inputs: readonly string[]): Promise<void> {
      for (const input of inputs) {
        edit(".github/workflows/docs.yml", (text) => {
          const left = text.replace(new RegExp(`\n      ${input}: .*(\n        .*)*`), "");
          expect(left).not.toBe(text);
          return left;
        });
      }
      await push("Other inputs");
    },

    /** Sets the version of a package of the example, without a commit. */
    setVersion(directory: string, version: string): void {
      edit(`packages/${directory}/pyproject.toml`, (text) =>
        text.replace(/^version = .*$/m, `version = "${version}"`),
      );
    },

    /** A commit of this branch in which mkdocs runs this Python while it builds, pushed. */
    async hook(head: string, lines: readonly string[]): Promise<void> {
      const script = [`def ${head}:`, ...lines.map((line) => `    ${line}`)];
      writeFileSync(join(maintainer.path, "hook.py"), `${script.join("\n")}\n`);
      edit("mkdocs.yml", () => "site_name: LabLink\nplugins: [search, mike]\nhooks: [hook.py]\n");
      await push("A hook");
    },

    runOn(event: EventName, ref = "origin/main"): Promise<WorkflowRun> {
      return run((commit) => eventAt(event, commit), ref);
    },

    runDispatch(inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> {
      return run((commit) => dispatchAt("dispatch", commit, inputs), "origin/main");
    },

    /** Tags the current commit and publishes a release of it. */
    async runRelease(tag: string, prerelease = false): Promise<WorkflowRun> {
      await maintainer.tag(tag);
      await git("push", "--quiet", "origin", `refs/tags/${tag}`);
      return run((commit) => {
        const { name, payload } = eventAt("release", commit);
        const published = { ...(payload["release"] as object), tag_name: tag, prerelease };
        return { name, payload: { ...payload, release: published } };
      }, `refs/tags/${tag}`);
    },

    /** The tip of the site's branch on GitHub. */
    publishedCommit(): Promise<string> {
      return git("ls-remote", "origin", "refs/heads/gh-pages");
    },

    /** The content of the site: every version with its aliases, and the version that the root leads to. */
    async site(): Promise<{ versions: Record<string, string[]>; root?: string }> {
      await git("fetch", "--quiet", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*");
      const branches = await git("branch", "--remotes", "--list", "origin/gh-pages");
      if (branches === "") return { versions: {} };
      const show = (path: string) => git("show", `origin/gh-pages:${path}`);
      const list: { version: string; aliases: string[] }[] = JSON.parse(
        await show("versions.json"),
      );
      const files = await git("ls-tree", "--name-only", "origin/gh-pages");
      const page = files.split("\n").includes("index.html") ? await show("index.html") : "";
      const [, root] = /url=([^/"]+)/.exec(page) ?? [];
      return {
        versions: Object.fromEntries(list.map(({ version, aliases }) => [version, aliases])),
        ...(root !== undefined && { root }),
      };
    },
  };
}
