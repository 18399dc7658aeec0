import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { bundledActions } from "../scripts/build.ts";

/** Bytes. A runner downloads all bundles in every job; raise one only with a reason in the commit. */
const budgets: Readonly<Record<string, number>> = {
  "apply-infrastructure": 65_000,
  "check-client-vm": 55_000,
  // TOML (40 kB), the index's client (40 kB), wheels and sdists (25 kB).
  "check-package": 185_000,
  "compute-tags": 75_000,
  // With the client of the index: pages of the Simple API, and what may go wrong on the way to them.
  "enforce-prod-version": 100_000,
  "find-released-image": 88_000,
  "plan-infrastructure": 60_000,
  // With the registry's client; the index of several platforms is 14 kB of it.
  "promote-image": 112_000,
  // Both read YAML, for errors with line and column (300 kB); the configuration also by ajv (250 kB).
  "read-release-config": 660_000,
  // Asks a registry, as promote-image does.
  "resolve-deployment": 98_000,
  "select-dockerfile": 65_000,
  "select-docs-version": 65_000,
  "show-image-command": 105_000,
  "upload-package": 95_000,
  "validate-version-tag": 115_000,
  "verify-image": 440_000,
  // Reads YAML.
  "write-config": 345_000,
};

test("every bundle has a budget; those of the deciding guardrails are at most 120 kB", () => {
  expect(Object.keys(budgets)).toEqual(bundledActions());
  for (const action of [
    "compute-tags",
    "enforce-prod-version",
    "select-dockerfile",
    "validate-version-tag",
  ]) {
    expect(budgets[action]).toBeLessThanOrEqual(120_000);
  }
});

describe.each(bundledActions())("%s", (action) => {
  const folder = `actions/${action}/dist`;
  const bundle = readFileSync(`${folder}/index.js`, "utf8");

  test("is within its budget", () => {
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(budgets[action] ?? 0);
  });

  test("is one module, with the licences of what it holds", () => {
    expect(readdirSync(folder).sort()).toEqual(["LICENSES.txt", "index.js", "package.json"]);
    expect(readFileSync(`${folder}/LICENSES.txt`, "utf8")).toContain("@actions/core\nMIT\n");
  });

  test("names no path of the machine it was built on, and carries no HTTP client", () => {
    expect(bundle).not.toContain(process.cwd());
    expect(bundle).not.toMatch(/undici|node:https?"/);
  });

  test("is not minified: people read what they run", () => {
    expect(bundle.split("\n").length).toBeGreaterThan(bundle.length / 80);
  });
});
