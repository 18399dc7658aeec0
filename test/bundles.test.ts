import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { bundledActions } from "../scripts/build.ts";

// Those that ask an index, a registry or an allocator.
const asks = [
  "check-client-vm",
  "check-package",
  "enforce-prod-version",
  "find-released-image",
  "promote-image",
  "resolve-deployment",
  "show-image-command",
  "upload-package",
];

/** Bytes that an action's bundle may have, by its package.json; raise one only with a reason in the commit. */
function budgetOf(action: string): number {
  const { bundle } = JSON.parse(readFileSync(`actions/${action}/package.json`, "utf8"));
  return bundle.budget;
}

test.each(["compute-tags", "enforce-prod-version", "select-dockerfile", "validate-version-tag"])(
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

  test("is one module, with the licences of what it holds", () => {
    expect(readdirSync(folder).sort()).toEqual(["LICENSES.txt", "index.js", "package.json"]);
    expect(readFileSync(`${folder}/LICENSES.txt`, "utf8")).toContain("@actions/core\nMIT\n");
  });

  test("names no path of the machine it was built on", () => {
    expect(bundle).not.toContain(process.cwd());
  });

  test("carries no HTTP client, and uses Node's own only if it asks an index, a registry or an allocator", () => {
    expect(bundle).not.toMatch(/undici|http-client|\bfetch\(/);
    expect(/"node:https?"/.test(bundle)).toBe(asks.includes(action));
  });

  test("is not minified: people read what they run", () => {
    expect(bundle.split("\n").length).toBeGreaterThan(bundle.length / 80);
  });
});
