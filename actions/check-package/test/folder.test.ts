import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryDirectory } from "@lablink-actions/testkit";
import { folder } from "../src/folder.ts";

test("a folder's entries are sorted by name, and say whether they are files", async () => {
  await using workspace = await temporaryDirectory();
  writeFileSync(join(workspace.path, "b"), "text");
  mkdirSync(join(workspace.path, "a"));
  symlinkSync("b", join(workspace.path, "c"));
  expect(folder.entries(workspace.path)).toEqual([
    { name: "a", isFile: false, size: 0 },
    { name: "b", isFile: true, size: 4 },
    { name: "c", isFile: false, size: 0 },
  ]);
});

test.each(["nowhere", "file", "file/below", "itself", "x".repeat(256)])(
  "%s is not a folder",
  async (name) => {
    await using workspace = await temporaryDirectory();
    writeFileSync(join(workspace.path, "file"), "");
    symlinkSync("itself", join(workspace.path, "itself"));
    expect(folder.entries(join(workspace.path, name))).toBeUndefined();
  },
);
