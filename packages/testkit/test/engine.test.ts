import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { missingEngine, type TemporaryDirectory, temporaryDirectory } from "../src/index.ts";

const jest = fileURLToPath(new URL("../../../node_modules/jest/bin/jest.js", import.meta.url));
const engine = new URL("../src/engine.ts", import.meta.url).href;
let folder: TemporaryDirectory;

// A jest of its own: a block left out must not count as left out in this project's own result.
const inner = `
import { describeWithEngine } from "${engine}";
test("runs", () => {});
describeWithEngine("with an engine", () => {
  test("never runs", () => { throw new Error("it ran"); });
});
`;

function runJest(environment: Record<string, string>) {
  const words = ["--experimental-vm-modules", jest, "--rootDir", folder.path, "--verbose"];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: folder.path,
    encoding: "utf8",
    // With docker, an engine that is not there; without docker, no engine either.
    env: { PATH: process.env["PATH"], DOCKER_HOST: `unix://${folder.path}/none`, ...environment },
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

test("without an engine, a block is left out and named", () => {
  const { status, stderr } = runJest({});
  expect(stderr).toContain("with an engine [left out: no container engine answers]");
  expect(stderr).toContain("1 skipped, 1 passed");
  expect(status).toBe(0);
});

test("no engine is an error if tools are required", () => {
  const { status, stderr } = runJest({ LABLINK_ACTIONS_REQUIRE_TOOLS: "1" });
  expect(stderr).toContain("with an engine: no container engine answers");
  expect(status).toBe(1);
});

test("an engine without the base image does not count", () => {
  expect(missingEngine("lablink-actions/no-such-image:1")).toMatch(/no container engine|no image/);
});
