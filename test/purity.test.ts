/** The lint rules that keep release-core pure and process.env in one package: seen to fire. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryDirectory } from "@lablink-actions/testkit";

/** What Biome says of a file at that place, by the repository's own rules. */
async function lint(path: string, source: string): Promise<string> {
  await using folder = await temporaryDirectory();
  const file = join(folder.path, path);
  const config = { ...JSON.parse(readFileSync("biome.json", "utf8")), vcs: { enabled: false } };
  writeFileSync(join(folder.path, "biome.json"), JSON.stringify(config));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  const { stdout, stderr } = spawnSync(resolve("node_modules/.bin/biome"), ["lint", path], {
    cwd: folder.path,
    encoding: "utf8",
  });
  return /Found \d+ error/.test(stdout + stderr) ? stdout + stderr : "";
}

test.each([
  [
    'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
    "noRestrictedImports",
  ],
  ['import fs from "fs";\nexport const a = fs;\n', "noRestrictedImports"],
  [
    'import { getInput } from "@actions/core";\nexport const a = getInput;\n',
    "noRestrictedImports",
  ],
  ['import { exec } from "node:child_process";\nexport const a = exec;\n', "noRestrictedImports"],
  ['export const a = await import("node:http");\n', "noRestrictedImports"],
  ["export const a = process.argv;\n", "noRestrictedGlobals"],
  ["export const a = Date.now();\n", "noRestrictedGlobals"],
  ["export const a = new Date();\n", "noRestrictedGlobals"],
  ['export const a = fetch("x");\n', "noRestrictedGlobals"],
  ["export const a = performance.now();\n", "noRestrictedGlobals"],
])("release-core may not hold %j", async (source, rule) => {
  expect(await lint("packages/release-core/src/example.ts", source)).toContain(rule);
});

test.each(["packages/release-core/src/example.ts", "actions/compute-tags/src/example.ts"])(
  "%s may not read process.env",
  async (path) => {
    expect(await lint(path, 'export const a = process.env["X"];\n')).toContain("noProcessEnv");
    expect(
      await lint("packages/action-kit/src/example.ts", 'export const a = process.env["X"];\n'),
    ).toBe("");
  },
);
