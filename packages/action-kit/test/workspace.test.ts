import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type TemporaryDirectory, temporaryDirectory } from "@lablink-actions/testkit";
import { filesIn, readTextFile } from "../src/workspace.ts";

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
