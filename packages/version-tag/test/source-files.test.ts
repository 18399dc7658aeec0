/** The sources of a package at a tag, if the workspace holds another commit. */
import { describe, expect, test } from "@jest/globals";
import { parseVersion } from "@lablink-actions/release-core";
import type { DeclaredPackage } from "../src/declared-packages.ts";
import { sourceFilesAtTag } from "../src/source-files.ts";
import { checkVersionTag, packagesOf, readUntagged } from "../src/tagged-version.ts";
import { namesOf } from "./support.ts";

const commit = { commit: "a".repeat(40), checkedOut: false };
const answered = (output: string) => ({ exitCode: 0, output, trouble: "" });
const failed = { exitCode: 128, output: "", trouble: "fatal: no" };

/** A clone that answers these words, each by its first, and whose workspace must not be read. */
function repository(answers: Readonly<Record<string, ReturnType<typeof answered>>>) {
  return {
    readFile: () => {
      throw new Error("the workspace was read");
    },
    git: async (word = "") => answers[word] ?? failed,
  };
}

describe("at a tag that is not checked out", () => {
  const find = (answers: Parameters<typeof repository>[0]) =>
    sourceFilesAtTag("packages/foo", commit, repository(answers));

  test("only files of that commit count", async () => {
    const listed = answered("packages/foo/pyproject.toml\0packages/foo/setup.cfg\0");
    expect(await find({ "ls-tree": listed, show: answered("[project]") })).toEqual({
      ok: true,
      value: {
        file: "packages/foo/pyproject.toml",
        pyproject: "[project]",
        setup: ["packages/foo/setup.cfg"],
      },
    });
    expect(await find({ "ls-tree": answered("packages/foo/setup.py\0") })).toEqual({
      ok: true,
      value: {
        file: "packages/foo/pyproject.toml",
        pyproject: undefined,
        setup: ["packages/foo/setup.py"],
      },
    });
  });

  test.each<[string, Parameters<typeof repository>[0]]>([
    ["list its files", {}],
    ["show one that it lists", { "ls-tree": answered("packages/foo/pyproject.toml\0") }],
  ])(
    "a git that cannot %s is refused, and does not count as their absence",
    async (_what, answers) => {
      expect(namesOf(await find(answers))).toEqual(["git-failed"]);
    },
  );
});

describe("a version that only the built files have", () => {
  const declared: DeclaredPackage = { packageName: "foo", prefix: "v", directory: "." };
  const files: Readonly<Record<string, string>> = { "setup.py": "" };
  const readFile = (path: string) => files[path];

  test("is the tag's, and is said not to be compared", async () => {
    const match = { packageNames: ["foo"], versionText: "1.0-1" } as const;
    const asked = { tag: "v1.0-1", match, declared: packagesOf(match, [declared]) };
    const git = () => Promise.reject(new Error("git was asked though no branch is given"));
    const checked = checkVersionTag(
      { ...asked, branch: undefined, strict: false },
      { readFile, git },
    );
    expect(await checked).toEqual({
      ok: true,
      value: {
        released: [{ ...declared, version: parseVersion("1.0.post1"), compared: false }],
        commit: undefined,
      },
    });
  });

  test("is not known without a tag", () => {
    expect(readUntagged(declared, readFile)).toMatchObject({
      ok: true,
      value: { version: undefined },
    });
    expect(namesOf(readUntagged({ ...declared, directory: "b" }, readFile))).toEqual([
      "pyproject-missing",
    ]);
  });
});
