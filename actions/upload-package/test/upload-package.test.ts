import { describe, expect, test } from "@jest/globals";
import { digestOf, type IndexFile, type PythonIndex } from "@lablink-actions/registries";
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
  publishUrl: "",
  account: undefined,
};
const trouble = { name: "index-trouble", seen: "no answer", remedy: "Wait." } as const;

interface World {
  readonly uv?: Awaited<ReturnType<Publish>>;
  /** What the index lists each time it is asked; the last answer repeats. */
  readonly listed?: readonly Result<Readonly<Record<string, string>> | "absent">[];
}

async function upload(inputs: Partial<UploadPackageInputs>, { uv, listed = [] }: World = {}) {
  const calls: { words: readonly string[]; variables: object }[] = [];
  let asked = 0;
  const files = async () => {
    const answer = listed[Math.min(asked++, listed.length - 1)] ?? accept("absent" as const);
    if (!answer.ok || answer.value === "absent") return answer as Result<"absent">;
    return accept(
      Object.entries(answer.value).map(([filename, text]): IndexFile => {
        const url = new URL("http://127.0.0.1/");
        return { filename, url, version: undefined, yanked: undefined, digest: hash(text) };
      }),
    );
  };
  const result = await uploadPackage(
    { ...given, ...inputs },
    {
      readBytes: (path) => (path.startsWith("dist/") ? Buffer.from(path) : undefined),
      publish: async (words, variables) => {
        calls.push({ words, variables });
        return uv ?? { exitCode: 0, output: "", trouble: "" };
      },
      openIndex: async () => accept({ files } as unknown as PythonIndex),
      sleep: async () => {},
    },
  );
  return { result, calls, asked };
}

const failed = (trouble: string) => ({ exitCode: 2, output: "", trouble });
const same = { [sdist]: `dist/${sdist}`, [wheel]: `dist/${wheel}` };

test("uploads the files by their names in dist, and asks no index", async () => {
  const { result, calls, asked } = await upload({});
  expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
  expect(calls).toEqual([{ words: ["--", `dist/${sdist}`, `dist/${wheel}`], variables: {} }]);
  expect(asked).toBe(0);
});

test("uv gets account and address in its environment, not in its arguments", async () => {
  const { calls } = await upload({
    account: { username: "robot", password: "secret" },
    publishUrl: "https://index.example/legacy/",
  });
  expect(calls).toEqual([
    {
      words: [...["--trusted-publishing", "never", "--"], ...[`dist/${sdist}`, `dist/${wheel}`]],
      variables: {
        UV_PUBLISH_URL: "https://index.example/legacy/",
        UV_PUBLISH_USERNAME: "robot",
        UV_PUBLISH_PASSWORD: "secret",
      },
    },
  ]);
});

test("if nothing is left to upload, nothing is done", async () => {
  const { result, calls } = await upload({ files: [] });
  expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
  expect(calls).toEqual([]);
});

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
    const listed = [accept("absent" as const), accept({ [sdist]: `dist/${sdist}` }), accept(same)];
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
    const seen = `uv publish failed, and the index does not have "${wheel}"; uv said: one\ntwo\n403 Forbidden`;
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

  test("a cancelled run asks no index, and says that the result is not known", async () => {
    const uv = { ...failed("uv was interrupted: the run was cancelled"), exitCode: 130 };
    const { result, asked } = await upload({}, { uv: { ...uv, endedBy: "cancellation" } });
    const seen = expect.stringMatching(
      /^the run was cancelled, and it is not known .*uv said: uv was interrupted/,
    );
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed", seen }] });
    expect(asked).toBe(0);
  });

  test("a missing uv is refused", async () => {
    const { result } = await upload({}, { uv: { exitCode: 127, output: "", trouble: "" } });
    expect(result).toMatchObject({ refusals: [{ name: "uv-missing" }] });
  });
});
