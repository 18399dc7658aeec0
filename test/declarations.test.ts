/**
 * Code with a name that action.yml does not declare does not compile: shown by renaming an input and an output of every
 * action.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import {
  type ActionDefinition,
  actionDefinition,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { bundledActions } from "../scripts/build.ts";
import { declaration } from "../scripts/generate/declaration.ts";

/** The declaration with its last input, or output, renamed. */
function renamed(definition: ActionDefinition, kind: "inputs" | "outputs"): ActionDefinition {
  const entries = Object.entries(definition[kind]);
  const [, last] = entries.at(-1) ?? [];
  if (last === undefined) throw new Error(`${definition.name} has no ${kind}`);
  const others = entries.slice(0, -1);
  return { ...definition, [kind]: Object.fromEntries([...others, ["another-name", last]]) };
}

/** The actions in whose sources the compiler finds an error, with these declarations. */
async function uncompiled(
  declarationOf: (definition: ActionDefinition) => string,
): Promise<ReadonlySet<string>> {
  await using folder = await temporaryDirectory();
  const at = (path: string) => join(folder.path, path);
  for (const name of ["packages", "node_modules"]) symlinkSync(resolve(name), at(name));
  for (const action of bundledActions()) {
    const source = `actions/${action}`;
    mkdirSync(at(source), { recursive: true });
    symlinkSync(resolve(source, "node_modules"), at(`${source}/node_modules`));
    cpSync(`${source}/package.json`, at(`${source}/package.json`));
    cpSync(`${source}/src`, at(`${source}/src`), { recursive: true });
    writeFileSync(at(`${source}/src/declaration.ts`), declarationOf(actionDefinition(action)));
  }
  const { compilerOptions } = JSON.parse(readFileSync("tsconfig.json", "utf8"));
  const options = { ...compilerOptions, incremental: false, tsBuildInfoFile: undefined };
  const config = { compilerOptions: options, include: ["actions/*/src"] };
  writeFileSync(at("tsconfig.json"), JSON.stringify(config));
  const output = await new Promise<string>((done) => {
    execFile(resolve("node_modules/.bin/tsc"), { cwd: folder.path }, (_, stdout) => done(stdout));
  });
  return new Set([...output.matchAll(/^actions\/([^/]+)\/.*error TS/gm)].map(([, it = ""]) => it));
}

const found: Record<string, ReadonlySet<string>> = {};

beforeAll(async () => {
  const [asTheyAre, inputs, outputs] = await Promise.all([
    uncompiled(declaration),
    uncompiled((definition) => declaration(renamed(definition, "inputs"))),
    uncompiled((definition) => declaration(renamed(definition, "outputs"))),
  ]);
  Object.assign(found, { asTheyAre, inputs, outputs });
});

test.each(bundledActions())(
  "%s compiles, and not if an input or output has another name",
  (action) => {
    expect(found["asTheyAre"]).not.toContain(action);
    expect(found["inputs"]).toContain(action);
    expect(found["outputs"]).toContain(action);
  },
);
