/** What callers rely on: the actions' names, inputs and outputs, and what all action.yml have in common. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { defaultTagTemplates, refusalCodes } from "@lablink-actions/release-core";
import { actionDefinition } from "@lablink-actions/testkit";
import { parse } from "yaml";
import { allActions, bundledActions } from "../scripts/build.ts";
import { eventFiles } from "../scripts/generate/event-files.ts";
import { generatedFiles, staleFiles } from "../scripts/generate.ts";

const triggerInputs = [
  "event-name",
  "ref",
  "environment",
  "development-environments",
  "production-environments",
  "production-refs",
];

const contracts: Record<string, { inputs: string[]; outputs: string[]; trigger: boolean }> = {
  "validate-version-tag": {
    inputs: ["tag", "package", "directory", "tag-prefix", "branch", "strict", "required"],
    outputs: ["matched", "package", "directory", "version", "is-prerelease"],
    trigger: false,
  },
  "select-dockerfile": {
    inputs: [
      "dockerfile",
      "development-dockerfile",
      "version",
      "version-build-arg",
      "development-suffix",
    ],
    outputs: [
      "channel",
      "dockerfile",
      "build-args",
      "package-source",
      "tag-suffix",
      "run-dev-tests",
    ],
    trigger: true,
  },
  "compute-tags": {
    inputs: [
      "image",
      "platform",
      "version",
      "sha",
      "tags",
      "development-suffix",
      "pull-request-tags",
      "repository",
      "head-repository",
      "server-url",
    ],
    outputs: [
      "tags",
      "candidate",
      "version-tags",
      "floating-tags",
      "tag-names",
      "labels",
      "channel",
      "can-push",
      "json",
    ],
    trigger: true,
  },
  "promote-image": {
    inputs: [
      "source",
      "tags",
      "version-tags",
      "promotions",
      "overwrite",
      "floating",
      "dry-run",
      "username",
      "password",
    ],
    outputs: ["promoted", "unchanged", "held-back"],
    trigger: false,
  },
  "read-release-config": {
    inputs: ["config", "package", "image", "repository-owner", "workflow-inputs"],
    outputs: [
      "images",
      "packages",
      "package",
      "directory",
      "tag-prefix",
      "versions",
      "version-inputs",
      "index-url",
      "publish-url",
    ],
    trigger: false,
  },
  "resolve-deployment": {
    inputs: [
      "deployment-name",
      "image",
      "image-tag",
      "backend",
      "operation",
      "confirm",
      "event-name",
      "ref",
      "environment",
      "run-id",
      "username",
      "password",
    ],
    outputs: [
      "environment",
      "production",
      "deployment-name",
      "label",
      "image-tag",
      "image-digest",
      "image-reference",
      "state-key",
      "backend-config",
      "client-backend-config",
      "variables",
    ],
    trigger: false,
  },
  "write-config": {
    inputs: ["file", "values", "production"],
    outputs: ["written"],
    trigger: false,
  },
  "plan-infrastructure": {
    inputs: ["directory", "variables", "destroy", "tool", "lock-timeout"],
    outputs: ["plan", "plan-digest", "was-empty", "changes"],
    trigger: false,
  },
  "apply-infrastructure": {
    inputs: [
      "directory",
      "plan",
      "plan-digest",
      "was-empty",
      "variables",
      "destroy",
      "outputs",
      "private-key-output",
      "tool",
      "lock-timeout",
    ],
    outputs: ["changes", "outputs", "private-key-file"],
    trigger: false,
  },
  "check-client-vm": {
    inputs: ["allocator-url", "health", "deadline", "interval"],
    outputs: ["hostname"],
    trigger: false,
  },
  "find-released-image": {
    inputs: ["image", "version-tags", "platform", "username", "password"],
    outputs: ["digest"],
    trigger: false,
  },
  "verify-image": {
    inputs: ["image", "checks", "checks-file", "package", "version", "timeout"],
    outputs: ["report", "passed", "failed"],
    trigger: true,
  },
  "check-package": {
    inputs: ["package", "directory", "version", "dist", "index-url", "on-existing"],
    outputs: ["name", "version", "already-published", "missing-files"],
    trigger: false,
  },
  "show-image-command": {
    inputs: ["workflow", "versions", "published", "version-inputs", "index-url"],
    outputs: ["command"],
    trigger: false,
  },
  "publish-package": {
    inputs: [
      "package",
      "directory",
      "tag-prefix",
      "branch",
      "skip-tests",
      "dry-run",
      "dist",
      "version",
      "files",
      "index-url",
      "publish-url",
      "username",
      "password",
      "workflow",
      "image-versions",
      "version-inputs",
    ],
    outputs: ["matched", "package", "version", "dist", "missing-files", "uploaded", "command"],
    trigger: false,
  },
  "upload-package": {
    inputs: ["package", "dist", "files", "index-url", "publish-url", "username", "password"],
    outputs: ["uploaded"],
    trigger: false,
  },
  "select-docs-version": {
    inputs: ["package", "tag-prefix", "site-branch", "ref", "prerelease", "default-branch"],
    outputs: ["version", "title", "alias", "default-version"],
    trigger: false,
  },
  "enforce-prod-version": {
    inputs: ["versions", "version-inputs", "index-url", "wait"],
    outputs: ["channel", "versions", "index-url"],
    trigger: true,
  },
};

test("every action that is bundled has a contract", () => {
  expect(allActions()).toEqual(Object.keys(contracts).sort());
});

describe.each(Object.entries(contracts))("%s", (action, contract) => {
  const definition = actionDefinition(action);
  const written = parse(readFileSync(`actions/${action}/action.yml`, "utf8"));

  test("has its inputs and outputs", () => {
    const inputs = contract.trigger ? [...contract.inputs, ...triggerInputs] : contract.inputs;
    expect(Object.keys(definition.inputs)).toEqual(inputs);
    expect(Object.keys(definition.outputs)).toEqual(contract.outputs);
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

  test("runs its bundle on Node 24, or is composed of others, and is branded", () => {
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
  const texts = Object.entries(contracts)
    .filter(([, { trigger }]) => trigger)
    .map(([action]) => {
      const text = readFileSync(`actions/${action}/action.yml`, "utf8");
      return text.slice(text.indexOf("  event-name:"), text.indexOf("outputs:"));
    });
  expect(texts[0]).toContain("${{ github.event_name }}");
  expect(new Set(texts).size).toBe(1);
});

test("development-suffix is one input, wherever it is", () => {
  const defaults = ["select-dockerfile", "compute-tags"].map(
    (action) => actionDefinition(action).inputs["development-suffix"]?.default,
  );
  expect(new Set(defaults)).toEqual(new Set(["-test"]));
});

test("compute-tags' default templates are those of the configuration", () => {
  const { inputs } = actionDefinition("compute-tags");
  expect(inputs["tags"]?.default?.split("\n")).toEqual(defaultTagTemplates);
});

test("generated files are in step with their sources", () => {
  expect(generatedFiles().size).toBe(allActions().length + eventFiles().length + 1);
  expect(staleFiles()).toEqual([]);
});

test("every code is on the page of refusals", () => {
  const page = readFileSync("docs/refusals.md", "utf8");
  const codes = [...page.matchAll(/^### (LA\d+)/gm)].map(([, code]) => code);
  expect(codes).toEqual(Object.values(refusalCodes).toSorted());
});
