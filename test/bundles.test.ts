import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { transformSync } from "esbuild";
import { bundledActions } from "../scripts/build.ts";

// What each action reaches, by SECURITY.md; an action that it does not name reaches nothing.
const reached = new Map(
  [...readFileSync("SECURITY.md", "utf8").matchAll(/^\| `([\w-]+)` \| (.+) \| (.+) \|$/gm)]
    .filter(([, action = ""]) => bundledActions().includes(action))
    .map(([, action = "", asks = "", runs = ""]) => [action, { asks, runs }]),
);

/** The bytes that an action's bundle may have, by its package.json. Raise them only with a reason in the commit. */
function budgetOf(action: string): number {
  const { bundle } = JSON.parse(readFileSync(`actions/${action}/package.json`, "utf8"));
  return bundle.budget;
}

// enforce-prod-version has Sigstore's verifier as well, which it loads only if there is something to verify.
test.each(["compute-tags", "select-dockerfile", "validate-version-tag"])(
  "the budget of %s, which decides, is at most 90 kB",
  (action) => {
    expect(budgetOf(action)).toBeLessThanOrEqual(90_000);
  },
);

describe.each(bundledActions())("%s", (action) => {
  const folder = `actions/${action}/dist`;
  const bundle = readFileSync(`${folder}/index.js`, "utf8");

  test("is within its budget, and the budget is no more than a tenth above it", () => {
    const bytes = Buffer.byteLength(bundle);
    expect(bytes).toBeLessThanOrEqual(budgetOf(action));
    expect(budgetOf(action)).toBeLessThanOrEqual(bytes * 1.1 + 1000);
  });

  test("is one module, with the licences of its packages", () => {
    expect(readdirSync(folder).sort()).toEqual(["LICENSES.txt", "index.js", "package.json"]);
    expect(readFileSync(`${folder}/LICENSES.txt`, "utf8")).toContain("@actions/core\nMIT\n");
  });

  test("names no path of the machine it was built on", () => {
    expect(bundle).not.toContain(process.cwd());
  });

  const { asks, runs } = reached.get(action) ?? { asks: "nothing", runs: "nothing" };

  test("has no HTTP client, and uses Node's own only if SECURITY.md says whom it asks", () => {
    expect(bundle).not.toMatch(/undici|http-client|\bfetch\(/);
    expect(/"node:https?"/.test(bundle)).toBe(asks !== "nothing");
  });

  test("starts only the programs that SECURITY.md names", () => {
    expect(/"(node:)?child_process"/.test(bundle)).toBe(runs !== "nothing");
    const named = [...bundle.matchAll(/\brunProgram\(["`]([\w-]+)/g)].map(
      ([, program = ""]) => program,
    );
    const chosen = /\btoolIn\(runProgram/.test(bundle) ? ["tofu", "terraform"] : [];
    const said = [...runs.matchAll(/`([\w-]+)/g)].map(([, program = ""]) => program);
    expect([...new Set([...named, ...chosen])].sort()).toEqual(said.sort());
  });

  test("keeps the names, so that people can read what they run when a formatter has laid it out", () => {
    const { code } = transformSync(bundle);
    expect(code.split("\n").length).toBeGreaterThan(code.length / 80);
    for (const name of ["runAction", "readInputs", "getInput"]) {
      expect(code).toMatch(new RegExp(`^(async )?function ${name}\\(`, "m"));
    }
  });
});
