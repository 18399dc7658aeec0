/** Which paths an image has, by an engine or an image that does not do as it should. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { accept } from "@lablink-actions/release-core";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import type { Docker } from "../src/docker.ts";
import { findPaths } from "../src/outside-paths.ts";
import { tarArchive } from "../src/tar-writer.ts";

interface Answer {
  readonly bytes?: Iterable<Buffer>;
  readonly exitCode?: number;
  readonly trouble?: string;
}

/** Looks by a docker that answers to `cp` of each path. It stops when it is stopped, as a real one does. */
async function find(pattern: string, answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  let given = 0;
  const docker: Docker = async (words, { onOutput, signal }) => {
    const path = words.at(-2)?.replace("name:", "") ?? "";
    asked.push(path);
    const {
      bytes = [],
      exitCode = 0,
      trouble = "",
    } = answers[path] ?? {
      exitCode: 1,
      trouble: `Error: No such container:path: name:${path}`,
    };
    for (const piece of bytes) {
      given += piece.length;
      onOutput?.(piece);
      if (signal?.aborted)
        return { exitCode: 130, output: "", trouble: "", endedBy: "cancellation" };
    }
    return { exitCode, output: "", trouble };
  };
  const { signal } = new AbortController();
  const result = await findPaths(pattern, "name", { docker, signal, random: () => "word" });
  return { result, asked, given };
}

const file = { mode: 0o644, bytes: Buffer.alloc(0) };

/** An archive of this empty file again and again, without an end. */
function* endless(name: string): Generator<Buffer> {
  const header = tarArchive([{ ...file, name }]).subarray(0, 512);
  for (;;) yield header;
}

/** An archive whose one file has no end. */
function* large(): Generator<Buffer> {
  const [header] = [tarArchive([{ ...file, name: "folder/x" }])];
  const size = Buffer.from(header.subarray(0, 512));
  size.write("77777777777", 124);
  size.write(" ".repeat(8), 148);
  const sum = size.reduce((all, byte) => all + byte, 0);
  size.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  yield size;
  const piece = Buffer.alloc(64 * 1024 * 1024);
  for (;;) yield piece;
}

test("of one path only the first header is read, however large it is", async () => {
  const { result, given } = await find("/folder", {
    "/folder": { bytes: endless("folder/") },
  });
  expect(result).toMatchObject(accept([{ path: "/folder", mode: 0o644 }]));
  expect(given).toBe(512);
});

describeWith("tar", "a folder by tar itself", () => {
  test("is matched by its whole names below it, and links are followed one by one", async () => {
    await using folder = await temporaryDirectory();
    const at = (path: string) => join(folder.path, path);
    mkdirSync(at("site/a.b"), { recursive: true });
    writeFileSync(at("site/a+b"), "");
    writeFileSync(at("site/aXb"), "");
    writeFileSync(at("site/a.b/c"), "");
    symlinkSync("elsewhere", at("site/ab"));
    const words = ["--create", "--directory", folder.path, "site"];
    const bytes = [execFileSync("tar", words)];
    const other = [tarArchive([{ ...file, name: "elsewhere", mode: 0o755 }])];
    const answers = { "/x/site": { bytes }, "/x/site/ab": { bytes: other } };
    const paths = async (pattern: string) => {
      const { result } = await find(pattern, answers);
      if (!result.ok || typeof result.value === "string") throw new Error("it is there");
      return result.value.map(({ path }) => path).sort();
    };
    expect(await paths("/x/site/a*b")).toEqual(
      ["a+b", "a.b", "aXb", "ab"].map((name) => `/x/site/${name}`),
    );
    expect(await paths("/x/./site//a+*")).toEqual(["/x/site/a+b"]);
    expect(await paths("/x/site/*/*")).toEqual(["/x/site/a.b/c"]);
    expect(await paths("/x/site/*.b")).toEqual(["/x/site/a.b"]);
    expect(await paths("/x/none/*")).toEqual([]);
    const { asked } = await find("/x/site/ab*", answers);
    expect(asked).toEqual(["/x/site", "/x/site/ab"]);
  });
});

describe("nobody knows, and the reason is said:", () => {
  const archive = tarArchive([{ ...file, name: "folder/" }]);
  const link = Buffer.from(
    execFileSync("sh", ["-c", "cd $(mktemp -d) && ln -s x link && tar -cf - link; rm -r $PWD"]),
  ).subarray(0, 512);
  const links = Array.from({ length: 21 }, () => link);
  test.each<[string, string, Answer, RegExp]>([
    ["too many files", "/folder/*", { bytes: endless("folder/x") }, /more than 50000 files/],
    ["too many bytes", "/folder/*", { bytes: large() }, /more than 2147483648 bytes/],
    [
      "too many links",
      "/folder/*",
      { bytes: [...links, Buffer.alloc(1024)] },
      /21 links, which are/,
    ],
    ["a cut archive", "/folder/*", { bytes: [archive.subarray(0, 512)] }, /\/folder is cut off/],
    ["no archive", "/folder/*", { bytes: [Buffer.alloc(2000, "x")] }, /not a tar archive/],
    ["nothing at all", "/folder", {}, /\/folder is cut off/],
    [
      "another failure",
      "/folder",
      { exitCode: 1, trouble: "Error response from daemon: input/output error" },
      /could not be read: .*input\/output error/,
    ],
  ])("%s", async (_, pattern, answer, wanted) => {
    const { result } = await find(pattern, { "/folder": answer });
    expect(result).toMatchObject(accept(expect.stringMatching(wanted)));
  });

  test("a link that leads nowhere is not there", async () => {
    const bytes = [Buffer.concat([link, Buffer.alloc(1024)])];
    expect((await find("/folder", { "/folder": { bytes } })).result).toEqual(accept([]));
  });

  test("an engine that goes away is a refusal", async () => {
    const trouble = "Cannot connect to the Docker daemon at unix:///x";
    const { result } = await find("/folder", { "/folder": { exitCode: 1, trouble } });
    expect(result).toMatchObject({ refusals: [{ name: "engine-unavailable" }] });
  });
});
