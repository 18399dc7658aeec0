/** Which files are uploaded, and which not. */
import { describe, expect, test } from "@jest/globals";
import { accept, refuse } from "@lablink-actions/release-core";
import { built, given, hash, same, sdist, trouble, upload, wheel } from "./support.ts";

test("uploads the files by their names in dist, and asks the index what it has then", async () => {
  const { result, calls, asked } = await upload({});
  expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
  expect(calls).toEqual([[`dist/${sdist}`, `dist/${wheel}`]]);
  expect(asked).toBe(1);
});

describe("before the upload the index", () => {
  test("has one file: only the other one is uploaded", async () => {
    const before = accept({ [sdist]: `dist/${sdist}` });
    const { result, calls } = await upload({}, { before });
    expect(result).toMatchObject({ value: { outputs: { uploaded: wheel } } });
    expect(calls).toEqual([[`dist/${wheel}`]]);
  });

  test("has both: nothing is uploaded", async () => {
    const { result, calls } = await upload({}, { before: accept(same) });
    expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
    expect(calls).toEqual([]);
  });

  test("has other bytes of both, or gives no answer: nothing is uploaded", async () => {
    const other = await upload({}, { before: accept({ [sdist]: "x", [wheel]: "y" }) });
    expect(other.result).toMatchObject({
      refusals: [{ name: "published-file-differs" }, { name: "published-file-differs" }],
    });
    const silent = await upload({}, { before: refuse(trouble) });
    expect(silent.result).toMatchObject({ refusals: [trouble] });
    expect([...other.calls, ...silent.calls]).toEqual([]);
  });

  test("cannot say that a new project is absent: the files are uploaded, and then it is asked", async () => {
    const before = refuse({ name: "index-invalid", seen: "no list", remedy: "Give another." });
    const { result, asked } = await upload({}, { before });
    expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
    expect(asked).toBe(1);
  });
});

test("if nothing is left to upload, nothing is done", async () => {
  const { result, calls } = await upload({ files: [] });
  expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
  expect(calls).toEqual([]);
});

test.each([
  ["Foo-1.0.tar.gz", "foo-1.0.tar.gz"],
  ["foo-1.0-rc.1.tar.gz", "foo-1.0rc1.tar.gz"],
])(
  "%j is not the canonical name %j, which uv would skip, and nothing is uploaded",
  async (file, canonical) => {
    const { result, calls } = await upload({ files: [...given.files, built(file)] });
    const seen = expect.stringContaining(`it must be ${canonical}`);
    expect(result).toMatchObject({ refusals: [{ name: "file-name-not-canonical", seen }] });
    expect(calls).toEqual([]);
  },
);

test.each([["bar-1.0.tar.gz"], ["foo_bar-1.0-py3-none-any.whl"], ["foo-one.tar.gz"], [".whl"]])(
  "%j is not a file of the package, and nothing is uploaded",
  async (file) => {
    const { result, calls } = await upload({ files: [...given.files, built(file)] });
    const seen = expect.stringContaining(JSON.stringify(file));
    expect(result).toMatchObject({ refusals: [{ name: "dist-foreign", seen }] });
    expect(calls).toEqual([]);
  },
);

test("a name in another spelling belongs to the package", async () => {
  expect((await upload({ packageName: "FOO" })).calls).toHaveLength(1);
});

test("a file with other bytes than the one that was checked is refused, and nothing is uploaded", async () => {
  const replaced = { filename: wheel, digest: hash("as it was built") };
  const { result, calls } = await upload({ files: [built(sdist), replaced] });
  expect(result).toMatchObject({
    refusals: [
      {
        name: "built-file-differs",
        seen: expect.stringContaining(`dist/${wheel} has SHA-256 `),
        location: { file: `dist/${wheel}` },
      },
    ],
  });
  expect(calls).toEqual([]);
});

test.each([["notes.txt"], ["passwd"], ["dist"]])(
  "%j is not a built file, and nothing is uploaded",
  async (file) => {
    const { result, calls } = await upload({ files: [...given.files, built(file)] });
    expect(result).toMatchObject({ refusals: [{ name: "dist-incomplete" }] });
    expect(calls).toEqual([]);
  },
);
