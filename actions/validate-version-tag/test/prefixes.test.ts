/** Tags of several kinds in one repository, and tags of packages that are released together. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  describeWith,
  type GitRepository,
  gitRepository,
  runAction,
  tried,
} from "@lablink-actions/testkit";
import { validateVersionTag } from "../src/validate-version-tag.ts";
import { asked, pyproject, refusalsOf, tagged, workspace } from "./support.ts";

describe("of packages that are released together", () => {
  const packages = [
    { packageName: "foo", prefix: "v", directory: "." },
    { packageName: "bar", prefix: "v", directory: "packages/bar" },
    { packageName: "baz", prefix: "", directory: "baz" },
  ];
  const files = (bar: string) => ({
    "pyproject.toml": pyproject("foo", "1.0"),
    "packages/bar/pyproject.toml": pyproject("bar", bar),
  });
  const ref = tagged("v1.0");

  test("one tag gives all, as lines and for a matrix, each with its spelling of the version", async () => {
    const result = await validateVersionTag({ ...asked, packages, ref }, workspace(files("1.0.0")));
    if (!result.ok) throw new Error("refused");
    expect(result.value.outputs).toMatchObject({
      package: "foo\nbar",
      directory: ".\npackages/bar",
      version: "1.0",
    });
    expect(JSON.parse(result.value.outputs.packages)).toEqual([
      { package: "foo", directory: ".", version: "1.0" },
      { package: "bar", directory: "packages/bar", version: "1.0.0" },
    ]);
  });

  test("each must have the tag's version, and what is wrong with the tag is said once", async () => {
    const differs = await validateVersionTag({ ...asked, packages, ref }, workspace(files("1.1")));
    expect(refusalsOf(differs)).toMatchObject([
      { name: "tag-version-differs", location: { file: "packages/bar/pyproject.toml" } },
    ]);
    const local = { ...asked, packages, ref: tagged("v1.0+local") };
    expect(refusalsOf(await validateVersionTag(local, workspace(files("1.0"))))).toMatchObject([
      { name: "tag-version-invalid", seen: expect.stringContaining("belongs to foo and bar") },
    ]);
  });

  test("a job that names one of them checks that one", async () => {
    const one = packages.filter(({ packageName }) => packageName === "bar");
    const result = await validateVersionTag(
      { ...asked, packages: one, ref },
      workspace(files("1.0")),
    );
    expect(result).toMatchObject({ value: { outputs: { package: "bar", version: "1.0" } } });
  });

  test("the tags that are possible are each named once", async () => {
    const other = { ...asked, packages, ref: tagged("nightly"), required: true };
    expect(refusalsOf(await validateVersionTag(other, workspace({})))).toMatchObject([
      {
        name: "tag-unmatched",
        remedy: expect.stringContaining("tag, v<version> or <version>: gh workflow run"),
      },
    ]);
  });
});

describeWith("git", "in a monorepo whose packages have tags of several kinds", () => {
  let repository: GitRepository;
  const versions = { core: "1.2", cli: "1.2.0", docs: "3.0", tools: "0.1" };
  const packages = {
    package: Object.keys(versions).join("\n"),
    directory: Object.keys(versions).join("\n"),
    "tag-prefix": "core=v\ncli=v\ndocs=\ntools={package}@v",
  };

  beforeAll(async () => {
    repository = await gitRepository();
    for (const [name, version] of Object.entries(versions)) {
      await repository.write(`${name}/pyproject.toml`, pyproject(name, version));
    }
    await repository.commit("Release");
    for (const name of ["v1.2", "3.0", "tools@v0.1", "nightly"]) await repository.tag(name);
  });
  afterAll(() => repository.remove());

  const outputsOf = async (ref: string, given: Readonly<Record<string, string>> = packages) => {
    const ran = await runAction("validate-version-tag", {
      event: "push-tag",
      workspace: repository.path,
      with: { ...given, tag: ref },
    });
    expect(ran.exitCode).toBe(0);
    return ran.outputs;
  };

  tried(
    "a tag `v1.2` of two packages that share the prefix v, beside packages with bare tags and `{package}@v`",
    "it releases those two; the others' tags release theirs",
    async () => {
      expect(await outputsOf("v1.2")).toMatchObject({
        package: "core\ncli",
        directory: "core\ncli",
        packages: JSON.stringify([
          { package: "core", directory: "core", version: "1.2" },
          { package: "cli", directory: "cli", version: "1.2.0" },
        ]),
        publish: "true",
      });
      expect(await outputsOf("3.0")).toMatchObject({ package: "docs", version: "3.0" });
      expect(await outputsOf("tools@v0.1")).toMatchObject({ package: "tools", version: "0.1" });
      expect(await outputsOf("nightly")).toMatchObject({ matched: "false", packages: "[]" });
    },
  );

  test("a job that names one of the two gets that one, and none for another's tag", async () => {
    const one = { package: "cli", directory: "cli", "tag-prefix": "v" };
    expect(await outputsOf("v1.2", one)).toMatchObject({ package: "cli", version: "1.2.0" });
    expect(await outputsOf("3.0", one)).toMatchObject({ matched: "false" });
  });
});
