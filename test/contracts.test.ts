/** What all action.yml have in common, and what callers rely on besides the names in them. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { defaultTagTemplates, refusalCodes } from "@lablink-actions/release-core";
import { actionDefinition } from "@lablink-actions/testkit";
import { parse } from "yaml";
import { allActions, bundledActions } from "../scripts/build.ts";
import { staleFiles } from "../scripts/generate.ts";

describe.each(allActions())("%s", (action) => {
  const definition = actionDefinition(action);
  const written = parse(readFileSync(`actions/${action}/action.yml`, "utf8"));

  test("has the name of its folder, in lower case with hyphens; its inputs and outputs have such names too", () => {
    const names = [action, ...Object.keys(definition.inputs), ...Object.keys(definition.outputs)];
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(Object.keys(definition.outputs)).not.toEqual([]);
  });

  test("describes every input and output, and gives every input a default or requires it", () => {
    for (const input of Object.values(definition.inputs)) {
      expect(input.description).toMatch(/^\S.*\.$/s);
      expect(input.required === true || input.default !== undefined).toBe(true);
    }
    for (const output of Object.values(definition.outputs)) {
      expect(output.description).toMatch(/^\S.*\.$/s);
    }
  });

  test("runs its bundle on Node 24 or is composed of others, and has its branding", () => {
    expect(written.runs).toEqual(
      bundledActions().includes(action)
        ? { using: "node24", main: "dist/index.js" }
        : { using: "composite", steps: expect.any(Array) },
    );
    expect(Object.keys(written.branding)).toEqual(["icon", "color"]);
    expect(written.name).toMatch(/^\S/);
    expect(written.description).toMatch(/^\S/);
  });
});

test("all trigger-aware actions read the trigger by the same inputs, to the letter", () => {
  const texts = allActions()
    .filter((action) => actionDefinition(action).inputs["production-refs"] !== undefined)
    .map((action) => {
      const text = readFileSync(`actions/${action}/action.yml`, "utf8");
      return text.slice(text.indexOf("  event-name:"), text.indexOf("outputs:"));
    });
  expect(texts.length).toBeGreaterThanOrEqual(4);
  expect(texts[0]).toContain("${{ github.event_name }}");
  expect(new Set(texts).size).toBe(1);
});

test("development-suffix is the same input in every action", () => {
  const inputs = allActions().flatMap(
    (action) => actionDefinition(action).inputs["development-suffix"] ?? [],
  );
  expect(inputs.length).toBeGreaterThanOrEqual(2);
  for (const input of inputs) expect(input.default).toBe("-test");
});

test("compute-tags' default templates are those of the configuration", () => {
  const { inputs } = actionDefinition("compute-tags");
  expect(inputs["tags"]?.default?.split("\n")).toEqual(defaultTagTemplates);
});

test("generated files are in step with their sources", () => {
  expect(staleFiles()).toEqual([]);
});

test("every code is on the page of refusals", () => {
  const page = readFileSync("docs/refusals.md", "utf8");
  const codes = [...page.matchAll(/^### (LA\d+)/gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.values(refusalCodes).toSorted());
});
