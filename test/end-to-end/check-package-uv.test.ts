/** What a build backend or the surroundings of uv may do, with the real uv, setuptools and index. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  runAction,
  startPythonIndex,
  type TestIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { uvEnvironment } from "../../actions/check-package/test/support.ts";

const run = promisify(execFile);

describeWith(["uv", "pypi-server"], "check-package", () => {
  const cleanUp = new AsyncDisposableStack();
  let index: TestIndex;
  beforeAll(async () => {
    const directory = cleanUp.use(await temporaryDirectory()).path;
    index = cleanUp.use(await startPythonIndex({ directory }));
  }, 60_000);
  afterAll(() => cleanUp.disposeAsync());

  /** A package, built into dist by a version of setuptools. */
  async function built(name: string, setuptools: string, more = ""): Promise<string> {
    const path = cleanUp.use(await temporaryDirectory()).path;
    await writeFile(
      join(path, "pyproject.toml"),
      `[build-system]
requires = ["setuptools==${setuptools}"]
build-backend = "setuptools.build_meta"

[project]
name = "${name}"
version = "1.2.3"
description = "A package for tests"
maintainers = [{ name = "A" }]
${more}

[tool.setuptools]
packages = ["foo_bar"]
`,
    );
    await mkdir(join(path, "foo_bar"));
    await writeFile(join(path, "foo_bar", "__init__.py"), "");
    await run("uv", ["build", "--quiet", "--out-dir", "dist"], { cwd: path });
    return path;
  }

  const check = (
    workspace: string,
    name: string,
    env: Readonly<Record<string, string>> = {},
    cancelled?: Promise<unknown>,
  ) =>
    runAction("check-package", {
      ...(cancelled && { cancelled }),
      event: "push-tag",
      workspace,
      with: { package: name, dist: "dist", "index-url": index.url },
      env: { ...uvEnvironment, ...env },
    });

  async function exists(file: string): Promise<void> {
    while (!existsSync(file)) await setTimeout(50);
  }

  tried(
    "an sdist and a wheel of the package Foo.Bar, built by setuptools 68.2.2",
    "check-package refuses both names, each with the version of setuptools that fixes it",
    async () => {
      const ran = await check(await built("Foo.Bar", "68.2.2"), "foo-bar");
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ title }) => title)).toEqual([
        "LA228 file-name-not-canonical",
        "LA228 file-name-not-canonical",
      ]);
      const said = ran.annotations.map(({ message }) => message).join("\n");
      expect(said).toContain(
        "Foo.Bar-1.2.3.tar.gz is not canonical; it must be foo_bar-1.2.3.tar.gz",
      );
      expect(said).toContain("it must be foo_bar-1.2.3-py3-none-any.whl");
      expect(said).toContain('requires = ["setuptools>=69.3"]');
      expect(said).toContain('requires = ["setuptools>=75.8.1"]');
    },
    120_000,
  );

  tried(
    "a checkout whose [tool.uv] says no-build and pip.require-hashes, and a runner with UV_NO_BUILD and UV_REQUIRE_HASHES",
    "check-package installs the built files all the same",
    async () => {
      const path = await built("foo-bar", "75.8.1");
      await appendFile(
        join(path, "pyproject.toml"),
        "\n[tool.uv]\nno-build = true\n\n[tool.uv.pip]\nrequire-hashes = true\n",
      );
      const ran = await check(path, "foo-bar", { UV_NO_BUILD: "1", UV_REQUIRE_HASHES: "1" });
      expect(ran.annotations).toEqual([]);
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.summary).toMatch(/whl: to upload, installs.*gz: to upload, installs/);
    },
    120_000,
  );

  tried(
    "a package like apache-airflow, with maintainers and no authors, whose console script is in a distribution that it requires; an attestation is beside its wheel",
    "check-package warns of the script that it did not see, and refuses nothing",
    async () => {
      const core = 'dependencies = ["foo-core==1.2.3"]\nscripts = { foo = "foo.main:main" }';
      const path = await built("foo-bar", "75.8.1", core);
      const attestation = "foo_bar-1.2.3-py3-none-any.whl.publish.attestation";
      await writeFile(join(path, "dist", attestation), "{}");
      const ran = await check(path, "foo-bar");
      expect(ran).toMatchObject({ exitCode: 0, outputs: { "already-published": "false" } });
      expect(ran.outputs["missing-files"]).not.toContain("attestation");
      expect(ran.annotations).toEqual([
        expect.objectContaining({
          level: "notice",
          message: expect.stringContaining("attestation"),
        }),
        expect.objectContaining({
          level: "warning",
          message: expect.stringMatching(
            /no module for .*; foo-core==1.2.3 may have it, but uv could not fetch/,
          ),
        }),
      ]);
    },
    120_000,
  );

  tried(
    "a run that is cancelled while uv builds the sdist",
    "check-package says that the run was cancelled, and not that the file does not install",
    async () => {
      const path = await built("foo-bar", "75.8.1");
      const started = join(path, "started");
      // Only the second build waits, which is the one of check-package.
      await writeFile(
        join(path, "setup.py"),
        `import os, setuptools, time
if not os.path.exists("PKG-INFO"): setuptools.setup()
else: open("${started}", "w").close(); time.sleep(60)
`,
      );
      await run("uv", ["build", "--quiet", "--clear", "--sdist", "--out-dir", "dist"], {
        cwd: path,
      });
      await run("uv", ["build", "--quiet", "--wheel", "--out-dir", "dist"], { cwd: path });
      const ran = await check(path, "foo-bar", {}, exists(started));
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ title }) => title)).toEqual(["LA998 run-cancelled"]);
    },
    120_000,
  );

  test("a build backend sees no variable of the runner but those that uv needs", async () => {
    const path = await built("foo-bar", "75.8.1");
    // Setuptools runs setup.py of the sdist.
    await writeFile(
      join(path, "setup.py"),
      "import os, setuptools\nif 'A_SECRET' in os.environ: raise SystemExit('it sees ' + os.environ['A_SECRET'])\nsetuptools.setup()\n",
    );
    await run("uv", ["build", "--quiet", "--clear", "--out-dir", "dist"], { cwd: path });
    const ran = await check(path, "foo-bar", { A_SECRET: "the token" });
    expect(ran.annotations).toEqual([]);
    expect(ran).toMatchObject({ exitCode: 0 });
  }, 120_000);
});
