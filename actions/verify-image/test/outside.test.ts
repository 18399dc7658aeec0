/** What the engine gives of an image's files, with an engine or an image that does not do as it should. */

import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Docker, lookOutside, type ReadOutside } from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import { image, refusalsOf } from "./support.ts";

type Answer = { readonly exitCode?: number; readonly trouble?: string; readonly bytes?: Buffer };

/** Reads /site by a docker that answers to each of its commands; any other succeeds. */
async function readBy(
  answers: Readonly<Record<string, Answer>>,
  use: (read: ReadOutside) => ReturnType<ReadOutside> = (read) => read("/site"),
) {
  const calls: string[] = [];
  const docker: Docker = async ([command = "", ...words], { onOutput }) => {
    calls.push([command, ...words].join(" "));
    const { exitCode = 0, trouble = "", bytes } = answers[command] ?? {};
    if (bytes) onOutput?.(bytes);
    return { exitCode, output: "", trouble };
  };
  const { signal } = new AbortController();
  const effects = { docker, signal, random: () => "word" };
  const result = await lookOutside(image, effects, ({ read }) => use(read));
  return { result, calls };
}

const removal = "rm --force --volumes lablink-verify-word";

describeWith("tar", "an archive by tar itself", () => {
  test("gives hashes of files, targets of links, and texts if they are asked for", async () => {
    await using folder = await temporaryDirectory();
    writeFileSync(join(folder.path, "a.py"), "x = 1\n");
    symlinkSync("/else", join(folder.path, "b"));
    const words = ["--create", "--directory", folder.path, "./a.py", "b"];
    const bytes = execFileSync("tar", words);
    const read = (keepsText: boolean) =>
      readBy({ cp: { bytes } }, (readIt) => readIt("/site", { keepsText }));
    const sha256 = "9e26bf369911c45c243c684147b23fc9e1dcfcf257d299a1c632016a6fcd33f4";
    const { result, calls } = await read(true);
    expect(result.ok && result.value !== "absent" && Object.fromEntries(result.value)).toEqual({
      "./a.py": { type: "file", sha256, text: "x = 1\n" },
      b: { type: "link", target: "/else" },
    });
    const without = await read(false);
    expect(
      without.result.ok && without.result.value !== "absent" && without.result.value.get("./a.py"),
    ).toEqual({ type: "file", sha256 });
    expect(calls).toEqual([
      `create --name lablink-verify-word --pull never --network none ${image} none`,
      "container inspect --format {{.Config.WorkingDir}} lablink-verify-word",
      "cp lablink-verify-word:/site -",
      removal,
    ]);
    const cut = await readBy({ cp: { bytes: bytes.subarray(0, 600) } });
    expect(refusalsOf(cut.result)).toMatchObject([
      { name: "verification-broken", seen: "/site of the image is cut off" },
    ]);
    expect(cut.calls.at(-1)).toBe(removal);
  });
});

describe("the container is removed, and the refusal says what it was:", () => {
  test.each<[string, Readonly<Record<string, Answer>>, string]>([
    [
      "an engine that is gone",
      { create: { exitCode: 1, trouble: "Cannot connect" } },
      "engine-unavailable",
    ],
    [
      "an engine that goes away",
      { cp: { exitCode: 1, trouble: "Cannot connect to the Docker daemon at unix:///x" } },
      "engine-unavailable",
    ],
    [
      "something that is not an archive",
      { cp: { bytes: Buffer.alloc(2000, "x") } },
      "verification-broken",
    ],
    ["nothing", { cp: {} }, "verification-broken"],
    [
      "another failure",
      { cp: { exitCode: 1, trouble: "permission denied" } },
      "verification-broken",
    ],
  ])("%s", async (_title, answers, name) => {
    const { result, calls } = await readBy(answers);
    expect(refusalsOf(result)).toMatchObject([{ name }]);
    expect(calls.at(-1)).toBe(removal);
  });

  test("a function that throws", async () => {
    const calls: string[] = [];
    const docker: Docker = async (words) => {
      calls.push(words.join(" "));
      return { exitCode: 0, output: "", trouble: "" };
    };
    const { signal } = new AbortController();
    const failing = (): Promise<Result<never>> => Promise.reject(new Error("it broke"));
    const looking = lookOutside(image, { docker, signal, random: () => "word" }, failing);
    await expect(looking).rejects.toThrow("it broke");
    expect(calls.at(-1)).toBe(removal);
  });
});

test.each([
  "Error: No such container:path: lablink-verify-word:/site",
  "Error response from daemon: Could not find the file /site in container lablink-verify-word",
])("docker says that nothing is there: %s", async (trouble) => {
  const { result } = await readBy({ cp: { exitCode: 1, trouble } });
  expect(result).toEqual(accept("absent"));
});

test("an image with more files than any distribution has is not read on", async () => {
  // Empty files.
  const many = Array.from({ length: 100_001 }, (_, index) => {
    const header = Buffer.alloc(512);
    const name = index.toString().padStart(8, "0");
    const size = "00000000000";
    header.write(name, 0);
    header.write(size, 124);
    header.write("0", 156);
    const sum = [...`${name}${size}0        `].reduce((all, one) => all + one.charCodeAt(0), 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return header;
  });
  const { result } = await readBy({ cp: { bytes: Buffer.concat(many) } });
  expect(refusalsOf(result)).toMatchObject([
    { name: "verification-broken", seen: "/site of the image has too many files" },
  ]);
});
