import { describe, expect, test } from "@jest/globals";
import { parseRunRef, type RunRef } from "../src/run-ref.ts";
import { validateVersionTag } from "../src/validate-version-tag.ts";
import {
  asked,
  foo,
  namesOf,
  outputsOf,
  pyproject,
  refusalsOf,
  tagged,
  validate,
  workspace,
} from "./support.ts";

describe("versions are compared by PEP 440, not as strings (regression 11):", () => {
  test.each([
    ["0.2.0-rc.1", "0.2.0rc1", "0.2.0rc1"],
    ["0.2.0rc1", "0.2.0-rc.1", "0.2.0rc1"],
    ["v0.2.0", "0.2.0", "0.2.0"],
    ["1.0", "1.0.0", "1.0.0"],
    ["01.00", "1.0", "1.0"],
    ["1!2.0", "1!2.0", "1!2.0"],
    ["20261123004838123456", "20261123004838123456", "20261123004838123456"],
  ])("the tag %s is of pyproject's %s, which is %s", async (spelled, declared, version) => {
    expect(await outputsOf(`foo_v${spelled}`, declared)).toMatchObject({
      matched: "true",
      package: "foo",
      version,
    });
  });

  test.each([
    ["0.2.0", "0.20"],
    ["0.2.0rc1", "0.2.0"],
    ["1!1.0", "1.0"],
    ["1.0-1", "1.0"],
    ["20261123004838123456", "20261123004838123457"],
  ])("the tag %s is not of pyproject's %s", async (spelled, declared) => {
    const [refusal, ...others] = refusalsOf(await validate(`foo_v${spelled}`, declared));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      name: "tag-version-differs",
      remedy: expect.stringContaining(`tag this one foo_v${declared}.`),
      location: { file: "pyproject.toml" },
    });
  });
});

describe("another spelling", () => {
  test.each(["0.2.0-rc.1", "v0.2.0rc1", "0.2.0c1", "0.2rc1"])(
    "%s gets a note; strict refuses it and names the tag to push",
    async (spelled) => {
      const tag = `foo_v${spelled}`;
      expect(await validate(tag, "0.2.0rc1")).toMatchObject({
        ok: true,
        value: {
          notices: [`the tag "${tag}" means version 0.2.0rc1 (canonical spelling, PEP 440)`],
        },
      });
      expect(refusalsOf(await validate(tag, "0.2.0rc1", true))).toMatchObject([
        { name: "tag-version-spelling", remedy: expect.stringContaining("foo_v0.2.0rc1") },
      ]);
    },
  );

  test("only in pyproject.toml gets no notice, and strict accepts the canonical tag", async () => {
    expect(await validate("foo_v0.2.0rc1", "0.2.0-rc.1", true)).toMatchObject({
      ok: true,
      value: { notices: [] },
    });
  });
});

test.each([
  ["1.0", "false"],
  ["1.0.post1", "false"],
  ["1.0a1", "true"],
  ["1.0b1", "true"],
  ["1.0rc1", "true"],
  ["1.0.dev1", "true"],
  ["1.0.post1.dev1", "true"],
])("%s: is-prerelease is %s", async (version, isPrerelease) => {
  expect(await outputsOf(`foo_v${version}`, version)).toHaveProperty("is-prerelease", isPrerelease);
});

describe("a tag of ours without a version that an index accepts", () => {
  test.each(["", "latest", "1.0 0", "1.0,ghcr.io/evil/x:y", "1.0+cu118", "1.0\0"])(
    "%j is refused, not passed over as another's",
    async (spelled) => {
      expect(refusalsOf(await validate(`foo_v${spelled}`, "1.0"))).toMatchObject([
        {
          name: "tag-version-invalid",
          seen: expect.stringContaining(`${JSON.stringify(spelled)} in it is not a public PEP 440`),
        },
      ]);
    },
  );

  test("is reported together with what is wrong in pyproject.toml", async () => {
    const files = { "pyproject.toml": pyproject("bar", "latest") };
    const result = await validateVersionTag({ ...asked, ref: tagged("foo_vx") }, workspace(files));
    expect(namesOf(result)).toEqual([
      "tag-version-invalid",
      "project-name-differs",
      "project-version-invalid",
    ]);
  });
});

describe("of several packages", () => {
  const packages = [
    foo,
    { ...foo, packageName: "foo-bar", directory: "packages/bar" },
    { ...foo, packageName: "foo_v2", directory: "./two/" },
  ];
  const files = {
    "pyproject.toml": pyproject("foo", "1.0"),
    "packages/bar/pyproject.toml": pyproject("Foo.Bar", "1.1"),
    "two/pyproject.toml": pyproject("foo-v2", "1.2"),
  };

  test.each([
    ["foo_v1.0", "foo", "1.0"],
    ["foo-bar_v1.1", "foo-bar", "1.1"],
    ["Foo__Bar_v1.1", "foo-bar", "1.1"],
    ["foo_v2_v1.2", "foo_v2", "1.2"],
  ])("%s chooses %s, as it was given, and its folder", async (tag, packageName, version) => {
    const result = await validateVersionTag(
      { ...asked, packages, ref: tagged(tag) },
      workspace(files),
    );
    expect(result).toMatchObject({
      ok: true,
      value: { outputs: { package: packageName, version } },
    });
  });

  test.each(["foo-bar-baz_v1.0", "foobar_v1.0", "main", "v1.0", "foo"])(
    "%s is of none, and nothing is read",
    async (tag) => {
      expect(
        await validateVersionTag({ ...asked, packages, ref: tagged(tag) }, workspace({})),
      ).toMatchObject({
        ok: true,
        value: {
          outputs: {
            matched: "false",
            package: "",
            version: "",
            "is-prerelease": "",
            publish: "false",
          },
        },
      });
    },
  );

  test("the folder that has no pyproject.toml is named", async () => {
    const tag = "foo-bar_v1.1";
    const result = await validateVersionTag(
      { ...asked, packages, ref: tagged(tag) },
      workspace({}),
    );
    expect(refusalsOf(result)).toMatchObject([
      { name: "pyproject-missing", location: { file: "packages/bar/pyproject.toml" } },
    ]);
  });
});

describe("a tag of none of the given packages", () => {
  const inputs = { ...asked, ref: tagged("main") };

  test("is ignored", async () => {
    expect(await validateVersionTag(inputs, workspace({}))).toMatchObject({
      value: {
        outputs: { matched: "false", package: "", directory: "", version: "", publish: "false" },
      },
    });
  });

  test("is refused if it is required, with the tag to start from", async () => {
    const [refusal] = refusalsOf(
      await validateVersionTag({ ...inputs, required: true }, workspace({})),
    );
    expect(refusal).toMatchObject({
      name: "tag-unmatched",
      seen: '"main" is not a version tag of foo',
      remedy: expect.stringContaining("foo_v<version>"),
    });
  });
});

test.each([
  ["refs/tags/foo_v1.0", { kind: "tag", name: "foo_v1.0" }],
  ["foo_v1.0", { kind: "tag", name: "foo_v1.0" }],
  ["refs/tags/refs/heads/foo", { kind: "tag", name: "refs/heads/foo" }],
  ["refs/heads/foo_v1.0", { kind: "other", name: "refs/heads/foo_v1.0" }],
  ["refs/pull/7/merge", { kind: "other", name: "refs/pull/7/merge" }],
])("the ref %s is read as %j", (text, value) => {
  expect(parseRunRef(text)).toEqual({ ok: true, value });
});

describe("a dry run", () => {
  const files = { "pyproject.toml": pyproject("foo", "1.0a1"), "bar/pyproject.toml": "" };
  const dry = { ...asked, required: true, dryRun: true };
  const branch: RunRef = { kind: "other", name: "refs/heads/main" };

  test("of a version tag checks it as usual, and publishes nothing", async () => {
    const ref = tagged("foo_v1.0a1");
    const outputs = { matched: "true", package: "foo", directory: ".", version: "1.0a1" };
    for (const [inputs, publish] of [
      [{ ...asked, ref }, "true"],
      [{ ...dry, ref }, "false"],
    ] as const) {
      expect(await validateVersionTag(inputs, workspace(files))).toMatchObject({
        value: { outputs: { ...outputs, publish } },
      });
    }
    const other = { ...dry, ref: tagged("foo_v1.1") };
    expect(namesOf(await validateVersionTag(other, workspace(files)))).toEqual([
      "tag-version-differs",
    ]);
  });

  test("of a branch checks the one package, under every prefix, without a tag", async () => {
    const packages = [foo, { ...foo, prefix: "v" }];
    const result = await validateVersionTag({ ...dry, packages, ref: branch }, workspace(files));
    expect(result).toMatchObject({
      value: {
        outputs: {
          matched: "true",
          package: "foo",
          directory: ".",
          version: "1.0a1",
          "is-prerelease": "true",
          publish: "false",
        },
        facts: expect.arrayContaining([["To be published", "no, this is a dry run"]]),
      },
    });
  });

  test("of a branch is refused if pyproject.toml is of another package, or is missing", async () => {
    const packages = [{ ...foo, packageName: "bar" }];
    const ask = { ...dry, packages, ref: branch };
    expect(namesOf(await validateVersionTag(ask, workspace(files)))).toEqual([
      "project-name-differs",
    ]);
    expect(namesOf(await validateVersionTag(ask, workspace({})))).toEqual(["pyproject-missing"]);
  });

  test("of a branch is refused if several packages are given", async () => {
    const packages = [foo, { ...foo, packageName: "bar", directory: "bar" }];
    const result = await validateVersionTag({ ...dry, packages, ref: branch }, workspace(files));
    expect(refusalsOf(result)).toMatchObject([
      { name: "inputs-conflict", seen: expect.stringContaining("package names foo and bar") },
    ]);
  });

  test("of another tag is refused if the tag must belong to the package", async () => {
    const ref = tagged("dashboard_v1.0");
    expect(namesOf(await validateVersionTag({ ...dry, ref }, workspace(files)))).toEqual([
      "tag-unmatched",
    ]);
  });
});

test("a branch that is named as a version tag is not one", async () => {
  const ref: RunRef = { kind: "other", name: "refs/heads/foo_v1.0" };
  expect(await validateVersionTag({ ...asked, ref }, workspace({}))).toMatchObject({
    value: { outputs: { matched: "false", publish: "false" } },
  });
  const required = { ...asked, ref, required: true };
  expect(refusalsOf(await validateVersionTag(required, workspace({})))).toMatchObject([
    { name: "tag-unmatched", seen: '"refs/heads/foo_v1.0" is not a version tag of foo' },
  ]);
});
