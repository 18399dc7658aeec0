import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type TemporaryDirectory, temporaryDirectory } from "@lablink-actions/testkit";
import { filesIn, leadsOut, readTextFile, workspacePath } from "../src/workspace.ts";

let folder: TemporaryDirectory;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryDirectory();
  writeFileSync(at("file"), "text\n");
  mkdirSync(at("subfolder"));
  symlinkSync("file", at("link to a file"));
  symlinkSync("subfolder", at("link to a folder"));
  symlinkSync("nowhere", at("link to nothing"));
  symlinkSync("itself", at("itself"));
  symlinkSync("/dev/null", at("link to a device"));
});

afterAll(() => folder.remove());

describe("filesIn", () => {
  test("names what can be read as a file, and no folder or dead link", async () => {
    await using plain = await temporaryDirectory();
    mkdirSync(join(plain.path, "Dockerfile.dev"));
    expect(filesIn(plain.path)).toEqual([]);
  });

  test.each(["nowhere", "file"])("finds none in %s, which is not a folder", (name) => {
    expect(filesIn(at(name))).toEqual([]);
  });

  test.each(["itself", "x".repeat(256)])("finds none in %s, which cannot be a folder", (name) => {
    expect(filesIn(at(name))).toEqual([]);
  });

  test("throws any other error, instead of finding an empty folder", () => {
    expect(() => filesIn("\0")).toThrow("null bytes");
  });

  test("follows links", async () => {
    await using links = await temporaryDirectory();
    writeFileSync(join(links.path, "file"), "");
    symlinkSync("file", join(links.path, "to a file"));
    symlinkSync("nowhere", join(links.path, "to nothing"));
    symlinkSync(".", join(links.path, "to a folder"));
    symlinkSync("to itself", join(links.path, "to itself"));
    symlinkSync("/dev/null", join(links.path, "to a device"));
    expect(filesIn(links.path).sort()).toEqual(["file", "to a file"]);
  });
});

describe("readTextFile", () => {
  test.each([
    ["file", "text\n"],
    ["link to a file", "text\n"],
    ["nowhere", undefined],
    ["file/below", undefined],
    ["subfolder", undefined],
    ["link to nothing", undefined],
    ["link to a device", undefined],
    ["itself", undefined],
    ["x".repeat(256), undefined],
  ])("of %s is %j", (name, text) => {
    expect(readTextFile(at(name))).toBe(text);
  });

  test("throws any other error, instead of finding no file", () => {
    expect(() => readTextFile("\0")).toThrow("null bytes");
  });
});

describe("leadsOut", () => {
  test.each([
    ["file", false],
    ["nowhere", false],
    ["link to a file", false],
    ["link to a folder", false],
    ["link to a folder/../file", false],
    ["link to nothing", false],
    ["itself", false],
    ["link to a device", true],
    ["out", true],
    ["out/file", true],
    ["out/nowhere", false],
    ["out and back", false],
    ["beside", true],
    ["..", true],
    ["../file", false],
    ["/etc/passwd", true],
  ])("of %s is %s", async (path, expected) => {
    await using outer = await temporaryDirectory();
    const inner = join(outer.path, "inner");
    for (const name of [inner, `${inner}-2`]) {
      mkdirSync(name);
      writeFileSync(join(name, "file"), "");
    }
    mkdirSync(join(inner, "subfolder"));
    symlinkSync("file", join(inner, "link to a file"));
    symlinkSync("subfolder", join(inner, "link to a folder"));
    symlinkSync("nowhere", join(inner, "link to nothing"));
    symlinkSync("itself", join(inner, "itself"));
    symlinkSync("/dev/null", join(inner, "link to a device"));
    symlinkSync("../inner-2", join(inner, "out"));
    symlinkSync("../inner-2", join(inner, "beside"));
    symlinkSync("../inner/file", join(inner, "out and back"));
    expect(leadsOut(path, inner)).toBe(expected);
  });
});

describe("workspacePath", () => {
  test.each(["package.json", "./packages/../package.json", "nowhere/at/all", ".", "a..b/..."])(
    "takes %s",
    (path) => {
      expect(workspacePath(path, "dockerfile")).toEqual({ ok: true, value: path });
    },
  );

  test("takes an absolute path in the workspace", () => {
    const path = join(process.cwd(), "package.json");
    expect(workspacePath(path, "dockerfile")).toEqual({ ok: true, value: path });
  });

  test.each([
    ["../main", "leads out of the repository"],
    ["/etc/passwd", "is absolute, and is not in the workspace"],
    ["/nowhere", "is absolute, and is not in the workspace"],
    ["https://example.com/Dockerfile", "has a colon or a backslash"],
    ["{{defaultContext}}", "has {{"],
  ])("refuses %s", (path, problem) => {
    expect(workspacePath(path, "dockerfile")).toMatchObject({
      refusals: [
        {
          name: "input-invalid",
          seen: expect.stringContaining(
            `the input dockerfile is ${JSON.stringify(path)}, which ${problem}`,
          ),
        },
      ],
    });
  });
});
