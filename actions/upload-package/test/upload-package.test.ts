import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { IndexFile, PythonIndex } from "@lablink-actions/registries";
import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { type Publish, type UploadPackageInputs, uploadPackage } from "../src/upload-package.ts";

const wheel = "foo-1.0-py3-none-any.whl";
const sdist = "foo-1.0.tar.gz";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const given: UploadPackageInputs = {
  packageName: "foo",
  dist: "dist",
  files: [`.dist/${sdist}`, `.dist/${wheel}`],
  publishUrl: "",
  username: "",
  password: "",
};
const trouble = { name: "index-trouble", seen: "no answer", remedy: "Wait." } as const;

interface World {
  readonly uv?: Awaited<ReturnType<Publish>>;
  /** What the index lists each time it is asked; the last for ever. */
  readonly listed?: readonly Result<Readonly<Record<string, string>> | "absent">[];
}

async function upload(inputs: Partial<UploadPackageInputs>, { uv, listed = [] }: World = {}) {
  const calls: { words: readonly string[]; secrets: object }[] = [];
  const masked: string[] = [];
  let asked = 0;
  const files = async () => {
    const answer = listed[Math.min(asked++, listed.length - 1)] ?? accept("absent" as const);
    if (!answer.ok || answer.value === "absent") return answer as Result<"absent">;
    return accept(
      Object.entries(answer.value).map(([filename, text]): IndexFile => {
        const url = new URL("http://127.0.0.1/");
        return { filename, url, version: undefined, yanked: undefined, sha256: hash(text) };
      }),
    );
  };
  const result = await uploadPackage(
    { ...given, ...inputs },
    {
      readBytes: (path) => (path.startsWith("dist/") ? Buffer.from(path) : undefined),
      publish: async (words, secrets) => {
        calls.push({ words, secrets });
        return uv ?? { succeeded: true, said: "" };
      },
      openIndex: async () => accept({ files } as unknown as PythonIndex),
      sleep: async () => {},
      mask: (secret) => masked.push(secret),
    },
  );
  return { result, calls, masked, asked };
}

const failed = (said: string) => ({ succeeded: false, said });
const same = { [sdist]: `dist/${sdist}`, [wheel]: `dist/${wheel}` };

test("uploads the files by their names in dist, and asks no index", async () => {
  const { result, calls, asked } = await upload({});
  expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
  expect(calls).toEqual([{ words: ["--", `dist/${sdist}`, `dist/${wheel}`], secrets: {} }]);
  expect(asked).toBe(0);
});

test("an account is given to uv in its environment, and the password is masked", async () => {
  const { calls, masked } = await upload({
    username: "robot",
    password: "secret",
    publishUrl: "https://index.example/legacy/",
  });
  expect(calls).toEqual([
    {
      words: [
        ...[
          "--trusted-publishing",
          "never",
          "--publish-url",
          "https://index.example/legacy/",
          "--",
        ],
        ...[`dist/${sdist}`, `dist/${wheel}`],
      ],
      secrets: { UV_PUBLISH_USERNAME: "robot", UV_PUBLISH_PASSWORD: "secret" },
    },
  ]);
  expect(masked).toEqual(["secret"]);
});

test("nothing left to upload is nothing done", async () => {
  const { result, calls } = await upload({ files: [] });
  expect(result).toMatchObject({ value: { outputs: { uploaded: "" } } });
  expect(calls).toEqual([]);
});

test.each([["bar-1.0.tar.gz"], ["foo_bar-1.0-py3-none-any.whl"], ["foo-one.tar.gz"], [".whl"]])(
  "%j is no file of the package, and nothing is uploaded",
  async (file) => {
    const { result, calls } = await upload({ files: [...given.files, file] });
    const seen = expect.stringContaining(JSON.stringify(file));
    expect(result).toMatchObject({ refusals: [{ name: "dist-foreign", seen }] });
    expect(calls).toEqual([]);
  },
);

test("a name in another spelling is the package's", async () => {
  expect((await upload({ packageName: "FOO" })).calls).toHaveLength(1);
});

test.each([["notes.txt"], ["../../etc/passwd"], ["dist"]])(
  "%j is no built file, and nothing is uploaded",
  async (file) => {
    const { result, calls } = await upload({ files: [...given.files, file] });
    expect(result).toMatchObject({ refusals: [{ name: "dist-incomplete" }] });
    expect(calls).toEqual([]);
  },
);

describe("after an upload that failed", () => {
  test("the same files on the index are another run's, and no failure", async () => {
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

  test("what failed is told, and what is missing", async () => {
    const { result } = await upload(
      {},
      { uv: failed("one\ntwo\n403 Forbidden"), listed: [accept({ [sdist]: `dist/${sdist}` })] },
    );
    const seen = `uv publish failed, and the index does not have "${wheel}"; uv said: one\ntwo\n403 Forbidden`;
    expect(result).toMatchObject({ refusals: [{ seen }] });
  });

  test("where the index does not answer, uv's words are told first, and then its trouble", async () => {
    const listed = [refuse(trouble)];
    const { result } = await upload({}, { uv: failed("400 already exists"), listed });
    const seen = `uv publish failed, and whether the index has "${sdist}", "${wheel}" is not known; uv said: 400 already exists`;
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed", seen }, trouble] });
  });

  test("so they are where it stops answering", async () => {
    const listed = [accept("absent" as const), refuse(trouble)];
    const { result } = await upload({}, { uv: failed("502"), listed });
    expect(result).toMatchObject({ refusals: [{ name: "upload-failed" }, trouble] });
  });

  test("no uv is refused", async () => {
    const { result } = await upload({}, { uv: "missing" });
    expect(result).toMatchObject({ refusals: [{ name: "uv-missing" }] });
  });
});
