/** What is said after uv publish has ended, by what the index has then. */
import { describe, expect, test } from "@jest/globals";
import { accept, refuse } from "@lablink-actions/release-core";
import { absent, failed, type Listing, same, sdist, trouble, upload, wheel } from "./support.ts";

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

  test("a file that another run is writing at the index is looked at again", async () => {
    const partly = accept({ ...same, [wheel]: "its first bytes" });
    const { result, asked } = await upload({}, { listed: [partly, accept(same)] });
    expect(result).toMatchObject({ value: { outputs: { uploaded: `${sdist}\n${wheel}` } } });
    expect(asked).toBe(2);
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
