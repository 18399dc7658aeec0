/** The lint rules that keep release-core pure and process.env in one package must report an error. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { temporaryDirectory } from "@lablink-actions/testkit";

const readsEnvironment = 'export const a = process.env["X"];\n';

/** A file's folder, its content, and the rule that must refuse it; undefined if none may. */
const files: readonly (readonly [folder: string, source: string, rule: string | undefined])[] = [
  ...[
    'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
    'import fs from "fs";\nexport const a = fs;\n',
    'import { getInput } from "@actions/core";\nexport const a = getInput;\n',
    'import { exec } from "node:child_process";\nexport const a = exec;\n',
    'export const a = await import("node:http");\n',
  ].map((source) => ["packages/release-core/src", source, "noRestrictedImports"] as const),
  ...[
    "export const a = process.argv;\n",
    "export const a = global.process.argv;\n",
    "export const a = Date.now();\n",
    "export const a = new Date();\n",
    "export const a = performance.now();\n",
    "export const a = new Intl.DateTimeFormat().format();\n",
    'export const a = fetch("x");\n',
    'export const a = new WebSocket("x");\n',
  ].map((source) => ["packages/release-core/src", source, "noRestrictedGlobals"] as const),
  [
    "packages/provenance/src",
    'import fs from "node:fs";\nexport const a = fs;\n',
    "noRestrictedImports",
  ],
  [
    "packages/provenance/src",
    'import crypto from "node:crypto";\nexport const a = crypto;\n',
    undefined,
  ],
  ["packages/provenance/src", 'export const a = fetch("x");\n', "noRestrictedGlobals"],
  ["packages/release-core/src", readsEnvironment, "noProcessEnv"],
  ["actions/compute-tags/src", readsEnvironment, "noProcessEnv"],
  ["packages/action-kit/src", readsEnvironment, undefined],
  ["packages/release-core/src", "export const a = 1;\n", undefined],
];

let report: { diagnostics: { category: string; location: { path: string } }[] };

beforeAll(async () => {
  await using folder = await temporaryDirectory();
  const config = { ...JSON.parse(readFileSync("biome.json", "utf8")), vcs: { enabled: false } };
  writeFileSync(join(folder.path, "biome.json"), JSON.stringify(config));
  for (const [index, [path, source]] of files.entries()) {
    const file = join(folder.path, path, `example-${index}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  const words = ["lint", "--reporter=json", "--max-diagnostics=none", "."];
  const options = { cwd: folder.path, encoding: "utf8" } as const;
  report = JSON.parse(spawnSync(resolve("node_modules/.bin/biome"), words, options).stdout);
});

test.each(files.map((file, index) => [...file, index] as const))(
  "%s: %j is refused by %s",
  (folder, _source, rule, index) => {
    const rules = report.diagnostics
      .filter(({ location }) => location.path.endsWith(`${folder}/example-${index}.ts`))
      .map(({ category }) => category.split("/").at(-1));
    if (rule === undefined) expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  },
);
