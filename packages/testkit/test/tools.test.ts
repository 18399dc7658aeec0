import { spawnSync } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  missingTools,
  type TemporaryDirectory,
  temporaryDirectory,
  usedTools,
} from "../src/index.ts";

const jest = fileURLToPath(new URL("../../../node_modules/jest/bin/jest.js", import.meta.url));
const tools = new URL("../src/tools.ts", import.meta.url).href;
let folder: TemporaryDirectory;

// A jest of its own: a block left out must not count as left out in this project's own result.
const inner = `
import { describeWith } from "${tools}";
describeWith("node", "with node", () => { test("runs", () => {}); });
describeWith(["node", "no-such-tool"], "with a tool", () => {
  test("never runs", () => { throw new Error("it ran"); });
});
`;

function runJest(environment: Record<string, string>) {
  const words = ["--experimental-vm-modules", jest, "--rootDir", folder.path, "--verbose"];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: folder.path,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...environment },
  });
  return { status, stderr };
}

beforeAll(async () => {
  folder = await temporaryDirectory();
  const settings = { transform: {}, extensionsToTreatAsEsm: [".ts"], testMatch: ["**/*.test.ts"] };
  await writeFile(join(folder.path, "jest.config.json"), JSON.stringify(settings));
  await writeFile(join(folder.path, "inner.test.ts"), inner);
});
afterAll(() => folder.remove());

test("a block whose tool is missing is left out and named", () => {
  const { status, stderr } = runJest({});
  expect(stderr).toContain("with a tool [left out: no-such-tool is not installed]");
  expect(stderr).toContain("1 skipped, 1 passed");
  expect(status).toBe(0);
});

test("a missing tool is an error if tools are required", () => {
  const { status, stderr } = runJest({ LABLINK_ACTIONS_REQUIRE_TOOLS: "1" });
  expect(stderr).toContain("with a tool: no-such-tool is not installed");
  expect(status).toBe(1);
});

test("a tool must be a program that can be run", async () => {
  const path = process.env["PATH"];
  try {
    process.env["PATH"] = folder.path;
    await writeFile(join(folder.path, "uv"), "");
    expect(missingTools()).toEqual(usedTools);
    await chmod(join(folder.path, "uv"), 0o755);
    expect(missingTools()).toEqual(usedTools.filter((tool) => tool !== "uv"));
    expect(missingTools(["uv"])).toEqual([]);
  } finally {
    process.env["PATH"] = path;
  }
});
