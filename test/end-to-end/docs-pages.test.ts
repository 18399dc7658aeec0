/** What docs.yml of the example installs and publishes: packages, pages, names of versions and the site's root. */

import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { describeWith, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { writeRelease } from "../../scripts/assemble-release.ts";
import { type Documentation, exampleOnGithub } from "./documentation.ts";

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

/** As LabLink's own script: pages for the modules of a package, and none if it is not installed. */
const apiPages = [
  "import importlib.util",
  "from mkdocs.structure.files import File",
  "if importlib.util.find_spec('lablink_client_service') is None: return files",
  "for number in range(12):",
  "    files.append(File.generated(config, f'api/{number}.md', content=f'# Module {number}'))",
  "return files",
];

describeWith(["act", "git", "uv"], "docs.yml", () => {
  test("the API page is made from the packages, which are installed", async () => {
    expect(await docs.runOn("push-main")).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({ versions: { prod: [] }, root: "prod" });
    const page = await docs.maintainer.git("show", "origin/gh-pages:prod/api/index.html");
    expect(page).toContain("Tells the allocator every 30 seconds");
  });

  tried(
    "a build without the packages whose pages a script generates, and which leaves them out instead of failing",
    "docs.yml refuses it (LA655) and the site stays; with fewer-pages: true it is published",
    async () => {
      await docs.hook("on_files(files, config)", apiPages);
      expect(await docs.runOn("push-main")).toMatchObject({ exitCode: 0 });
      const published = await docs.publishedCommit();

      await docs.leaveOut("packages");
      const ran = await docs.runOn("push-main");
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toContain("LA655 docs-pages-missing");
      expect(ran.log).toContain("api/0/index.html");
      expect(await docs.publishedCommit()).toBe(published);

      expect(await docs.runDispatch({ "fewer-pages": "true" })).toMatchObject({ exitCode: 0 });
      expect(await docs.publishedCommit()).not.toBe(published);
    },
  );

  test("with strict: false a warning of mkdocs is published; the tools may be in a dependency group", async () => {
    docs.edit("pyproject.toml", (text) =>
      text.replace("[project.optional-dependencies]", "[dependency-groups]"),
    );
    await docs.change("[Gone](nowhere.md)");
    expect((await docs.runOn("push-main")).exitCode).toBe(1);
    docs.edit(".github/workflows/docs.yml", (text) =>
      text.replace("root: prod", "root: prod\n      strict: false"),
    );
    await docs.push("Not strict");
    expect(await docs.runOn("push-main")).toMatchObject({ exitCode: 0 });
    expect(await docs.site()).toEqual({ versions: { prod: [] }, root: "prod" });
  });

  tried(
    "a root that leads to prod, while main is published under its own name",
    "docs.yml publishes main, lets the root lead there, and warns that no run publishes prod",
    async () => {
      await docs.leaveOut("branch-versions");
      const ran = await docs.runOn("push-main");
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.log).toMatch(/root must lead to "prod", which no run publishes/);
      expect(await docs.site()).toEqual({ versions: { main: [] }, root: "main" });
    },
  );
});
