/** The bundle, with real wheels and sdists by uv, and a real index. */
import { execFile } from "node:child_process";
import {
  appendFile,
  copyFile,
  cp,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  actionsRoot,
  describeWith,
  faultyIndex,
  runAction,
  startPythonIndex,
  type TemporaryDirectory,
  type TestIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { uvEnvironment } from "./support.ts";

const run = promisify(execFile);
const name = "lablink-allocator-service";
const version = "0.0.2a0";
const sdist = `lablink_allocator_service-${version}.tar.gz`;
const wheel = `lablink_allocator_service-${version}-py3-none-any.whl`;

describeWith(["uv", "pypi-server"], "check-package", () => {
  /** The example's package, with its built files in dist. */
  let original: TemporaryDirectory;
  let folder: TemporaryDirectory;
  let served: TemporaryDirectory;
  let index: TestIndex;

  beforeAll(async () => {
    [original, folder, served] = await Promise.all([
      temporaryDirectory(),
      temporaryDirectory(),
      temporaryDirectory(),
    ]);
    const source = join(actionsRoot, "..", "examples", "lablink", "packages", "allocator");
    await cp(source, original.path, { recursive: true });
    await build(original.path);
    index = await startPythonIndex({ directory: served.path });
  }, 120_000);

  afterAll(async () => {
    await index[Symbol.asyncDispose]();
    for (const each of [original, folder, served]) await each.remove();
  });

  const build = (directory: string) =>
    run("uv", ["build", "--quiet", "--clear"], { cwd: directory });

  /** A copy of the package, in its own workspace. */
  let workspaces = 0;
  async function workspace(): Promise<string> {
    const path = join(folder.path, String(workspaces++));
    await cp(original.path, path, { recursive: true });
    return path;
  }

  function check(path: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
    return runAction("check-package", {
      event: "push-tag",
      with: { package: name, dist: "dist", "index-url": index.url, ...inputs },
      workspace: path,
      env: uvEnvironment,
    });
  }

  async function replaceIn(file: string, text: string | RegExp, by: string): Promise<void> {
    const before = await readFile(file, "utf8");
    expect(before).toMatch(text);
    await writeFile(file, before.replace(text, by));
  }

  function codesOf(ran: ActionRun): (string | undefined)[] {
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    return ran.annotations.map(({ title }) => title?.split(" ")[0]);
  }

  describe("a release", () => {
    const list = (ran: ActionRun) => ran.outputs["missing-files"];
    /** As sha256sum writes it. */
    const line = async (path: string, file: string) => {
      const { stdout } = await run("sha256sum", [file], { cwd: join(path, "dist") });
      return stdout.trim().replace("  ", " ");
    };

    test("from nothing to published, with an interrupted upload, and run again", async () => {
      const path = await workspace();
      const first = await check(path, { version });
      expect(first).toMatchObject({
        exitCode: 0,
        outputs: {
          name,
          version,
          "already-published": "false",
          "missing-files": `${await line(path, wheel)}\n${await line(path, sdist)}`,
        },
      });
      expect(first.summary).toMatch(/whl: to upload, installs.*gz: to upload, installs/);

      await copyFile(join(path, "dist", sdist), join(served.path, sdist));
      expect(codesOf(await check(path))).toEqual(["LA810"]);
      const again = await check(path, { "on-existing": "skip" });
      expect([again.outputs["already-published"], list(again)]).toEqual([
        "false",
        await line(path, wheel),
      ]);

      const upload = ["publish", "--quiet", "--publish-url", index.uploadUrl, "-u", "a", "-p", "a"];
      await run("uv", [...upload, `dist/${wheel}`], { cwd: path });
      const done = await check(path, { "on-existing": "skip" });
      expect([done.outputs["already-published"], list(done)]).toEqual(["true", ""]);
      expect(done.annotations).toEqual([]);

      const unbuilt = await check(path, { "on-existing": "skip", dist: "" });
      expect(unbuilt.outputs["already-published"]).toBe("true");
      // The workspace is not a checkout, so nobody can say whether it is as in its commit.
      expect(unbuilt.annotations).toMatchObject([
        { level: "notice" },
        { level: "warning", message: expect.stringContaining("not a git repository") },
      ]);
    }, 60_000);

    test("another build of a complete release counts as published, with a warning for each file", async () => {
      const path = await workspace();
      await appendFile(join(path, "README.md"), "\nMore.\n");
      await build(path);
      const ran = await check(path, { "on-existing": "skip" });
      expect(ran).toMatchObject({
        exitCode: 0,
        outputs: { "already-published": "true", "missing-files": "" },
      });
      expect(ran.annotations.map(({ level }) => level)).toEqual(["warning", "warning"]);
    }, 60_000);
  });

  test.each<[string, (path: string) => Promise<unknown>, string[], string]>([
    [
      "a wheel that is not of this pyproject.toml",
      (path) => replaceIn(join(path, "pyproject.toml"), version, "0.0.3"),
      ["LA218", "LA219"],
      "no sdists and no wheels of the version",
    ],
    [
      "a wheel that is renamed",
      async (path) => {
        await replaceIn(join(path, "pyproject.toml"), version, "0.0.3");
        await rm(join(path, "dist", sdist));
        for (const file of [wheel, sdist]) {
          const from = join(original.path, "dist", file);
          await copyFile(from, join(path, "dist", file.replace(version, "0.0.3")));
        }
        await rm(join(path, "dist", wheel));
      },
      ["LA221", "LA221"],
      `says "${name}" ${version}, and the package is ${name} 0.0.3`,
    ],
    [
      "an entry point whose module the wheel lacks",
      async (path) => {
        await replaceIn(join(path, "pyproject.toml"), "generate_init_sql:main", "gone:main");
        await build(path);
      },
      ["LA222"],
      "has no module for",
    ],
    [
      "an entry point the wheel lacks",
      (path) => replaceIn(join(path, "pyproject.toml"), "generate-init-sql", "init-sql"),
      ["LA222"],
      "lacks what pyproject.toml declares",
    ],
    [
      "a file of another package",
      (path) => writeFile(join(path, "dist", "foo-1.0.tar.gz"), ""),
      ["LA219"],
      '"foo-1.0.tar.gz"',
    ],
    [
      "a link",
      (path) => symlink("/etc/passwd", join(path, "dist", wheel.replace("-py3", "-1-py3"))),
      ["LA219"],
      "(a link or a folder)",
    ],
    ["a wheel that is cut", (path) => truncate(join(path, "dist", wheel), 5000), ["LA220"], "cut"],
    ["an sdist that is cut", (path) => truncate(join(path, "dist", sdist), 5000), ["LA220"], "cut"],
    [
      "no metadata",
      (path) => replaceIn(join(path, "pyproject.toml"), /(description|authors) = .*\n/g, ""),
      ["LA216", "LA216"],
      "has no description",
    ],
  ])(
    "%s is refused",
    async (_name, change, codes, message) => {
      const path = await workspace();
      await change(path);
      const ran = await check(path, { "on-existing": "skip" });
      expect(codesOf(ran)).toEqual(codes);
      expect(ran.annotations[0]?.message).toContain(message);
    },
    60_000,
  );

  test("an sdist that cannot be built is refused, in uv's words", async () => {
    const path = await workspace();
    await replaceIn(join(path, "pyproject.toml"), version, "0.0.4");
    await build(path);
    // Complete, with valid metadata, but without what its build needs.
    const file = join(path, "dist", sdist.replace(version, "0.0.4"));
    const root = `lablink_allocator_service-0.0.4`;
    await run("tar", ["-xzf", file, "-C", folder.path]);
    await rm(join(folder.path, root, "README.md"));
    await run("tar", ["-czf", file, "--format=pax", "-C", folder.path, root]);
    const ran = await check(path);
    expect(codesOf(ran)).toEqual(["LA224"]);
    expect(ran.annotations[0]?.message).toContain("README.md");
  }, 60_000);

  test("without uv, the refusal says which action installs it", async () => {
    const path = await workspace();
    await replaceIn(join(path, "pyproject.toml"), version, "0.0.5");
    await build(path);
    const ran = await runAction("check-package", {
      event: "push-tag",
      with: { package: name, dist: "dist", "index-url": index.url },
      workspace: path,
      env: { PATH: "/nowhere" },
    });
    expect(codesOf(ran)).toEqual(["LA225"]);
  }, 60_000);

  test("an address that is not an index is never taken for an index without the version", async () => {
    const path = await workspace();
    const elsewhere = await check(path, { "index-url": index.url.replace("simple", "packages") });
    expect(codesOf(elsewhere)).toEqual(["LA803"]);
    await using broken = await faultyIndex(() => ({
      headers: { "content-type": "text/html" },
      body: "<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>",
    }));
    expect(codesOf(await check(path, { "index-url": broken.url }))).toEqual(["LA802"]);
    await using closed = await faultyIndex(() => ({ status: 403 }));
    expect(codesOf(await check(path, { "index-url": closed.url }))).toEqual(["LA801"]);
  });
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("check-package", {
    event: "push-tag",
    with: {
      package: "a b",
      directory: "packages\nelsewhere",
      version: "latest",
      dist: "a\tb",
      "on-existing": "Skip",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA215 package-invalid",
    "LA902 input-invalid",
    "LA902 input-invalid",
    "LA902 input-invalid",
    "LA902 input-invalid",
  ]);
});
