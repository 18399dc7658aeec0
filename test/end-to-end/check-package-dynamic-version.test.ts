/** Packages whose version only the built files have: hatch-vcs, setuptools-scm, setup.py. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  describeWith,
  type GitRepository,
  gitRepository,
  runAction,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { checkPackage } from "../../actions/check-package/src/check-package.ts";
import { findVersion } from "../../actions/check-package/src/find-version.ts";
import type { Entry } from "../../actions/check-package/src/folder.ts";
import {
  absent,
  namesOf,
  refusalsOf,
  uvEnvironment,
  version,
} from "../../actions/check-package/test/support.ts";

const dynamic =
  '[project]\nname = "foo"\ndynamic = ["version"]\ndescription = "x"\nauthors = [{ name = "A" }]\n';

/** Checks foo before it is built. */
function check(expected: string | undefined, files: Readonly<Record<string, string>>) {
  return checkPackage(
    {
      ...{ packageName: "foo", directory: ".", expected: expected ? version(expected) : undefined },
      ...{ dist: undefined, onExisting: "fail", firstRelease: false },
    },
    {
      readFile: (path) => files[path],
      folder: { entries: () => undefined, read: () => Buffer.from("") },
      environments: (use) =>
        use({ path: (name) => name, uv: () => Promise.reject(new Error("uv was called")) }),
      git: async () => ({ exitCode: 0, output: "", trouble: "" }),
      openIndex: async () => ({ ok: true, value: absent }),
    },
  );
}

describe("before it is built", () => {
  test.each([
    ["a dynamic version", { "pyproject.toml": dynamic }],
    ["setup.py alone", { "setup.py": "" }],
  ])("%s is looked up as the one that is expected", async (_what, files) => {
    expect(await check("1.2", files)).toMatchObject({
      value: { outputs: { name: "foo", version: "1.2", "already-published": "false" } },
    });
  });

  test("without one nothing is looked up, and that is said", async () => {
    expect(await check(undefined, { "pyproject.toml": dynamic })).toMatchObject({
      value: {
        outputs: { name: "foo", version: "", "already-published": "false", "missing-files": "" },
        facts: [
          ["Package", "foo (only the built files have its version)"],
          ["Published", "not looked up without a version"],
          ["Files", "not built yet"],
        ],
      },
    });
  });
});

describe("the version of built files", () => {
  const files = (...names: string[]): Entry[] =>
    names.map((name) => ({ name, isFile: true, size: 1 }));
  const find = (expected: string | undefined, ...names: string[]) =>
    findVersion(
      "dist",
      { name: "foo", expected: expected ? version(expected) : undefined },
      { entries: () => files(...names), read: () => Buffer.from("") },
    );

  test("is that of their names", () => {
    const built = ["foo-1.2.tar.gz", "foo-1.2-py3-none-any.whl", "bar-3.tar.gz", ".gitignore"];
    expect(find(undefined, ...built)).toMatchObject({ value: { canonical: "1.2" } });
    expect(find("v1.2.0", ...built)).toMatchObject({ value: { canonical: "1.2" } });
  });

  test("must be there, only once, and the expected one", () => {
    expect(namesOf(find(undefined, "bar-1.0.tar.gz"))).toEqual(["dist-incomplete"]);
    expect(namesOf(find(undefined, "foo-1.0.tar.gz", "foo-1.1.tar.gz"))).toEqual(["dist-foreign"]);
    expect(refusalsOf(find("1.2", "foo-1.3.dev0+g1234567.tar.gz"))).toMatchObject([
      {
        name: "built-version-differs",
        seen: 'the files in "dist" have version 1.3.dev0+g1234567, which the build backend made, and 1.2 is expected',
      },
    ]);
  });
});

describeWith(["uv", "git", "pypi-server"], "a package of setuptools-scm", () => {
  const run = promisify(execFile);

  async function repositoryOf(files: Readonly<Record<string, string>>): Promise<GitRepository> {
    const repository = await gitRepository();
    for (const [path, text] of Object.entries(files)) await repository.write(path, text);
    await repository.commit("Release");
    await repository.tag("v1.2.3");
    return repository;
  }

  async function buildAndCheck(
    path: string,
    inputs: Readonly<Record<string, string>> = { version: "1.2.3" },
  ): Promise<ActionRun> {
    await run("uv", ["build", "--quiet", "--clear"], { cwd: path });
    await using served = await temporaryDirectory();
    await using index = await startPythonIndex({ directory: served.path });
    return await runAction("check-package", {
      event: "push-tag",
      with: {
        package: "foo",
        dist: "dist",
        "index-url": index.url,
        "first-release": "true",
        ...inputs,
      },
      workspace: path,
      env: uvEnvironment,
    });
  }

  const scm =
    '[build-system]\nrequires = ["setuptools>=80", "setuptools-scm>=8"]\nbuild-backend = "setuptools.build_meta"\n[tool.setuptools_scm]\n';
  const files = {
    "pyproject.toml": scm + dynamic,
    "foo.py": "",
    ".gitignore": "dist\n*.egg-info\n",
  };

  tried(
    "a package whose version setuptools-scm makes from git's tags, at the tag v1.2.3 and one commit later",
    "at the tag the built files have 1.2.3 and pass; one commit later they have another version, which is refused",
    async () => {
      await using repository = await repositoryOf(files);
      const ran = await buildAndCheck(repository.path);
      expect(ran).toMatchObject({ exitCode: 0, outputs: { name: "foo", version: "1.2.3" } });
      await repository.write("foo.py", "x = 1\n");
      await repository.commit("Later");
      const later = await buildAndCheck(repository.path);
      expect(later).toMatchObject({ exitCode: 1, outputs: {} });
      expect(later.annotations).toMatchObject([
        {
          title: expect.stringContaining("LA231"),
          message: expect.stringContaining("1.2.4.dev1+g"),
        },
      ]);
      const trial = await buildAndCheck(repository.path, {});
      expect(trial).toMatchObject({
        exitCode: 0,
        outputs: { version: expect.stringMatching(/^1\.2\.4\.dev1\+g/) },
        annotations: [
          { level: "warning", message: expect.stringContaining("which no index takes") },
        ],
      });
    },
    300_000,
  );

  tried(
    "a shallow clone, without git's tags, of a package whose version setuptools-scm makes",
    "the built files have version 0.1.dev1, which is refused, and fetch-depth: 0 is named",
    async () => {
      await using repository = await repositoryOf(files);
      await using folder = await temporaryDirectory();
      const clone = join(folder.path, "clone");
      const words = ["clone", "--quiet", "--depth", "1", "--no-tags", `file://${repository.path}`];
      await run("git", [...words, clone]);
      const ran = await buildAndCheck(clone);
      expect(ran.annotations).toMatchObject([
        {
          title: expect.stringContaining("LA231"),
          message: expect.stringMatching(/0\.1\.dev.*fetch-depth: 0/),
        },
      ]);
    },
    300_000,
  );

  tried(
    "a package with setup.py alone, which says its version and nothing else",
    "what the built files lack is refused: a description and an author",
    async () => {
      await using repository = await repositoryOf({
        "setup.py":
          "from setuptools import setup\nsetup(name='foo', version='1.2.3', py_modules=['foo'])\n",
        "foo.py": "",
      });
      const ran = await buildAndCheck(repository.path);
      const codes = ran.annotations.map(({ title }) => title?.split(" ")[0]);
      expect(codes).toEqual(["LA216", "LA216", "LA216", "LA216"]);
      await repository.write(
        "setup.py",
        "from setuptools import setup\nsetup(name='foo', version='1.2.3', py_modules=['foo'], description='x', author='A')\n",
      );
      expect(await buildAndCheck(repository.path)).toMatchObject({
        exitCode: 0,
        outputs: { version: "1.2.3" },
      });
    },
    300_000,
  );
});
