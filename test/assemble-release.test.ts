/** The release tree: what `uses: talmolab/lablink-actions/<name>@v1` resolves to. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { runAction, temporaryDirectory } from "@lablink-actions/testkit";
import { releaseFiles } from "../scripts/assemble-release/files.ts";
import { withReleaseLinks } from "../scripts/assemble-release/links.ts";
import { writeRelease } from "../scripts/assemble-release.ts";
import { bundledActions } from "../scripts/build.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const files = releaseFiles(process.cwd(), commit);

/** The hash that git gives a folder's content. */
function treeHash(folder: string): string {
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", folder, ...words], { encoding: "utf8" }).trim();
  git("init", "--quiet");
  git("add", "--all", "--force");
  return git("write-tree");
}

describe("the release tree", () => {
  test("has each action at its root, with its bundle and the licences of the code in it", () => {
    for (const action of bundledActions()) {
      const own = [...files.keys()].filter((path) => path.startsWith(`${action}/`));
      expect(own).toEqual(
        ["LICENSES.txt", "README.md", "action.yml", "dist/index.js", "dist/package.json"].map(
          (name) => `${action}/${name}`,
        ),
      );
    }
  });

  test("has no sources, no tests, and the workflows byte for byte", () => {
    const names = readdirSync(".github/workflows").filter((name) => name.endsWith(".yml"));
    for (const name of names) {
      const path = `.github/workflows/${name}`;
      expect(files.get(path)).toEqual(readFileSync(path));
    }
    const others = [...files.keys()].filter((path) =>
      /(^|\/)(src|test|node_modules)\/|\.ts$/.test(path),
    );
    expect(others).toEqual([]);
  });

  test("says which commit it comes from, and has all schemas and the licence", () => {
    expect(String(files.get("COMMIT"))).toBe(`${commit}\n`);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "audit-report.schema.json",
        "image-checks.schema.json",
        "lablink-actions.schema.json",
      ]),
    );
  });

  test("is at most 1 MB as a gzipped tar, which a runner downloads in every job", async () => {
    await using folder = await temporaryDirectory();
    writeRelease(join(folder.path, "tree"), commit);
    const tar = execFileSync("tar", ["--create", "--directory", join(folder.path, "tree"), "."], {
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(gzipSync(tar).length).toBeLessThanOrEqual(1_000_000);
  });

  test("is the same tree each time it is assembled", async () => {
    await using folder = await temporaryDirectory();
    const hashes = [];
    for (const name of ["one", "two"]) {
      const out = join(folder.path, name);
      writeRelease(out, commit);
      hashes.push(treeHash(out));
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  test("is not written to a folder that is not empty", async () => {
    await using folder = await temporaryDirectory();
    writeFileSync(join(folder.path, "mine"), "");
    expect(() => writeRelease(folder.path, commit)).toThrow("is not empty");
    expect(readdirSync(folder.path)).toEqual(["mine"]);
  });

  test("runs: an action of it decides, and the root explains itself", async () => {
    await using folder = await temporaryDirectory();
    const root = join(folder.path, "tree");
    writeRelease(root, commit);
    const run = await runAction("compute-tags", {
      event: "push-main",
      root,
      with: { image: "ghcr.io/talmolab/lablink-allocator-image" },
    });
    expect(run).toMatchObject({ exitCode: 0, outputs: { channel: "development" } });
    const script = /run: \|\n([\s\S]*)/.exec(readFileSync(join(root, "action.yml"), "utf8"))?.[1];
    expect(() => execFileSync("bash", ["-e", "-c", script ?? ""], { stdio: "pipe" })).toThrow();
    expect(script).toContain("uses: talmolab/lablink-actions/select-dockerfile@v");
  });
});

describe("links of a page", () => {
  const paths = new Map([
    ["README.md", "README.md"],
    ["actions/a/README.md", "a/README.md"],
    ["actions/b/README.md", "b/README.md"],
  ]);
  const at = `https://github.com/talmolab/lablink-actions/blob/${commit}`;

  test.each([
    ["README.md", "[b](actions/b/README.md#inputs)", "[b](b/README.md#inputs)"],
    ["actions/a/README.md", "[b](../b/README.md)", "[b](../b/README.md)"],
    ["actions/a/README.md", "[all](../../README.md)", "[all](../README.md)"],
    ["actions/a/README.md", "[code](src/a.ts)", `[code](${at}/actions/a/src/a.ts)`],
    ["actions/a/README.md", "[here](#inputs) [web](https://example.org/x)", undefined],
  ])("%s: %s", (source, markdown, released = markdown) => {
    expect(withReleaseLinks(markdown, source, paths, commit)).toBe(released);
  });
});
