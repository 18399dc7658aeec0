import { describe, expect, test } from "@jest/globals";
import {
  digestOf,
  type IndexFile,
  type PythonIndex,
  type VersionState,
} from "@lablink-actions/registries";
import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { type Publish, type UploadPackageInputs, uploadPackage } from "../src/upload-package.ts";

const wheel = "foo-1.0-py3-none-any.whl";
const sdist = "foo-1.0.tar.gz";
const hash = (text: string) => digestOf(Buffer.from(text));
/** A file whose bytes are its path. */
const built = (filename: string) => ({ filename, digest: hash(`dist/${filename}`) });
const given: UploadPackageInputs = {
  packageName: "foo",
  dist: "dist",
  files: [built(sdist), built(wheel)],
};
const trouble = { name: "index-trouble", seen: "no answer", remedy: "Wait." } as const;

interface World {
  readonly uv?: Awaited<ReturnType<Publish>>;
  /** What the index lists before the upload. */
  readonly before?: Listing;
  /** What it lists each time it is asked afterwards; the last answer repeats. */
  readonly listed?: readonly Listing[];
  /** What it gives a SHA-256 of; by default everything. */
  readonly hasDigests?: boolean;
  /** Whether only its JSON API has the files. */
  readonly isPropagating?: boolean;
  /** How often a wait ends before the run is cancelled. */
  readonly waits?: number;
}

/** Texts of files by their names. */
type Listing = Result<Readonly<Record<string, string>> | "absent">;
const absent: Listing = accept("absent");

async function upload(inputs: Partial<UploadPackageInputs>, world: World = {}) {
  const { uv, before = absent, listed = [accept(same)], waits = 100 } = world;
  const { hasDigests = true, isPropagating = false } = world;
  const calls: (readonly string[])[] = [];
  let asked = 0;
  let waited = 0;
  const state = async (): Promise<Result<VersionState>> => {
    const answer =
      calls.length === 0 ? before : (listed[Math.min(asked++, listed.length - 1)] ?? absent);
    if (!answer.ok) return answer;
    if (answer.value === "absent") return accept({ name: "absent", installable: [] });
    return accept({
      name: isPropagating ? "propagating" : "installable",
      files: Object.entries(answer.value).map(([filename, text]): IndexFile => {
        const url = new URL("http://127.0.0.1/");
        const file = { filename, url, version: undefined, yanked: undefined };
        return hasDigests ? { ...file, digest: hash(text) } : file;
      }),
    });
  };
  const result = await uploadPackage(
    { ...given, ...inputs },
    {
      readBytes: (path) => (path.startsWith("dist/") ? Buffer.from(path) : undefined),
      publish: async (paths) => {
        calls.push(paths);
        return uv ?? { exitCode: 0, output: "", trouble: "" };
      },
      openIndex: async () => accept({ state } as unknown as PythonIndex),
      wait: async () => ++waited <= waits,
    },
  );
  return { result, calls, asked };
}

const failed = (trouble: string) => ({ exitCode: 2, output: "", trouble });
const same = { [sdist]: `dist/${sdist}`, [wheel]: `dist/${wheel}` };

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

describe("after an upload without an error", () => {
  test("the index lists the files a little later: it is asked again", async () => {
    const listed = [absent, accept({ [sdist]: `dist/${sdist}` }), accept(same)];
    const { result, asked } = await upload({}, { listed });
    expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
    expect(asked).toBe(3);
  });

  test("files that only the JSON API of the index has are uploaded", async () => {
    const { result, asked } = await upload({}, { isPropagating: true });
    expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
    expect(asked).toBe(1);
  });

  test("a file that the index does not list is not called uploaded", async () => {
    const uv = { exitCode: 0, output: "", trouble: "warning: skipping" };
    const { result } = await upload({}, { uv, listed: [accept({ [wheel]: `dist/${wheel}` })] });
    expect(result).toMatchObject({
      refusals: [
        {
          name: "upload-failed",
          seen: `uv publish ended without an error, and the index does not have "${sdist}"; it has "${wheel}"; uv said: warning: skipping`,
          remedy: expect.stringMatching(/^Look at the index/),
        },
      ],
    });
  });

  test("a file of which the index has other bytes is refused", async () => {
    const { result } = await upload({}, { listed: [accept({ ...same, [wheel]: "x" })] });
    expect(result).toMatchObject({
      refusals: [{ name: "published-file-differs", location: { file: `dist/${wheel}` } }],
    });
  });

  test("a file without a SHA-256 at the index is known by its name, with a notice", async () => {
    const { result } = await upload({}, { hasDigests: false });
    expect(result).toMatchObject({
      value: {
        outputs: { uploaded: `${sdist}\n${wheel}` },
        notices: [expect.stringContaining(sdist), expect.stringContaining(wheel)],
      },
    });
  });

  test("if the index does not answer, that is said, and nothing is called uploaded", async () => {
    const { result } = await upload({}, { listed: [refuse(trouble)] });
    const seen = `uv publish ended without an error, and it is not known whether the index has "${sdist}", "${wheel}"; uv said: nothing`;
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed", seen }, trouble] });
  });

  test("a run that is cancelled meanwhile waits no longer", async () => {
    const { result, asked } = await upload({}, { listed: [absent], waits: 2 });
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed" }] });
    expect(asked).toBe(3);
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

describe("after an upload that failed", () => {
  test("the same files on the index are from another run, and not a failure", async () => {
    const { result, asked } = await upload(
      {},
      { uv: failed("409 Conflict"), listed: [accept(same)] },
    );
    expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
    expect(asked).toBe(1);
  });

  test("an index that lists them a little later is asked again", async () => {
    const listed = [absent, accept({ [sdist]: `dist/${sdist}` }), accept(same)];
    const { result, asked } = await upload({}, { uv: failed("409 Conflict"), listed });
    expect(result).toMatchObject({ ok: true });
    expect(asked).toBe(3);
  });

  test.each<[string, string, Record<string, string>, string]>([
    [
      "other bytes under the name",
      "409 Conflict",
      { ...same, [wheel]: "x" },
      "published-file-differs",
    ],
    [
      "a burned name",
      "400 This filename has already been used, use a different version.",
      {},
      "file-name-burned",
    ],
    ["a burned name, in other words", "400 File already exists", {}, "file-name-burned"],
    ["no permission", "403 Forbidden", {}, "upload-failed"],
    ["half of them there", "502 Bad Gateway", { [sdist]: `dist/${sdist}` }, "upload-failed"],
  ])("%s is refused", async (_, said, listed, name) => {
    const { result } = await upload({}, { uv: failed(said), listed: [accept(listed)] });
    expect(result).toMatchObject({ refusals: [{ name }] });
  });

  test.each([
    ["401 Unauthorized", 1],
    ["403 Forbidden", 1],
    ["502 Bad Gateway", 4],
  ])("after %s the index is asked for its files %i times", async (said, times) => {
    const { asked } = await upload({}, { uv: failed(said), listed: [accept("absent")] });
    expect(asked).toBe(times);
  });

  test("the refusal says what failed, and what is missing", async () => {
    const { result } = await upload(
      {},
      { uv: failed("one\ntwo\n403 Forbidden"), listed: [accept({ [sdist]: `dist/${sdist}` })] },
    );
    const seen = `uv publish failed, and the index does not have "${wheel}"; it has "${sdist}"; uv said: one\ntwo\n403 Forbidden`;
    expect(result).toMatchObject({ refusals: [{ seen }] });
  });

  test("if the index does not answer, the refusal quotes uv first, and then comes the index's trouble", async () => {
    const listed = [refuse(trouble)];
    const { result } = await upload({}, { uv: failed("400 already exists"), listed });
    const seen = `uv publish failed, and it is not known whether the index has "${sdist}", "${wheel}"; uv said: 400 already exists`;
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed", seen }, trouble] });
  });

  test("the same happens if it stops answering", async () => {
    const listed = [accept("absent" as const), refuse(trouble)];
    const { result } = await upload({}, { uv: failed("502"), listed });
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed" }, trouble] });
  });

  test.each<[string, Listing, string]>([
    ["the one", accept({ [sdist]: `dist/${sdist}` }), `it has "${sdist}"`],
    ["none", absent, `does not have "${sdist}", "${wheel}"; uv said`],
    [
      "an unknown number",
      refuse(trouble),
      `not known whether the index has "${sdist}", "${wheel}"`,
    ],
  ])("a cancelled run says which files the index has: %s", async (_, listed, words) => {
    const uv = { ...failed("uv was interrupted: the run was cancelled"), exitCode: 130 };
    const { result, asked } = await upload(
      {},
      { uv: { ...uv, endedBy: "cancellation" }, listed: [listed] },
    );
    const seen = expect.stringMatching(/^the run was cancelled, and .*uv said: uv was interrupted/);
    expect(result).toMatchObject({
      refusals: [{ name: "upload-failed", seen }, ...(listed.ok ? [] : [trouble])],
    });
    expect(result).toMatchObject({
      refusals: [{ seen: expect.stringContaining(words) }, ...(listed.ok ? [] : [trouble])],
    });
    expect(asked).toBe(1);
  });

  test("a run that is cancelled when the index has everything is no failure", async () => {
    const uv = { exitCode: 130, output: "", trouble: "", endedBy: "cancellation" } as const;
    const { result } = await upload({}, { uv });
    expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
  });

  test("a missing uv is refused", async () => {
    const { result } = await upload({}, { uv: { exitCode: 127, output: "", trouble: "" } });
    expect(result).toMatchObject({ refusals: [{ name: "uv-missing" }] });
  });
});
