import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { runAction } from "@lablink-actions/testkit";
import { readReleaseConfig } from "../src/read-release-config.ts";

const file = ".github/lablink-actions.yml";
const example = readFileSync(`examples/lablink/${file}`, "utf8");

function read(text: string | undefined) {
  return readReleaseConfig({ config: file, owner: "TalmoLab" }, () => text);
}

describe("readReleaseConfig", () => {
  test("gives the example's packages and images, keyed as the actions' inputs", () => {
    const result = read(example);
    if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
    const { packages, images } = result.value.outputs;
    expect(JSON.parse(packages)).toEqual([
      {
        package: "lablink-allocator-service",
        directory: "packages/allocator",
        "tag-prefix": "{package}_v",
        "version-input": "allocator_version",
      },
      {
        package: "lablink-client-service",
        directory: "packages/client",
        "tag-prefix": "{package}_v",
        "version-input": "client_version",
      },
    ]);
    const [allocator, client] = JSON.parse(images);
    expect(allocator).toEqual({
      name: "lablink-allocator-image",
      image: "ghcr.io/talmolab/lablink-allocator-image",
      platform: "linux/amd64",
      package: "lablink-allocator-service",
      "version-input": "allocator_version",
      dockerfile: "packages/allocator/Dockerfile",
      "development-dockerfile": "",
      context: ".",
      tags: expect.stringMatching(/^\{version\}\n[\s\S]*\n\{platform\}-postgres-15$/),
      "checks-file": expect.any(String),
      "free-disk-space": false,
    });
    expect(client["free-disk-space"]).toBe(true);
  });

  test("gives an entry for each platform of an image", () => {
    const result = read(
      "packages: { a: { directory: . } }\nimages: { i: { package: a, dockerfile: D, platforms: [linux/amd64, linux/arm64] } }\n",
    );
    const images = result.ok ? JSON.parse(result.value.outputs.images) : [];
    expect(images).toMatchObject([
      { image: "ghcr.io/talmolab/i", platform: "linux/amd64" },
      { image: "ghcr.io/talmolab/i", platform: "linux/arm64" },
    ]);
  });

  test("a missing file is refused", () => {
    expect(read(undefined)).toMatchObject({ refusals: [{ name: "config-missing" }] });
  });
});

describe("the bundle", () => {
  test("needs nothing but a checkout", async () => {
    const workspace = resolve("examples/lablink");
    const run = await runAction("read-release-config", { event: "push-main", workspace });
    expect(run).toMatchObject({ exitCode: 0, annotations: [] });
    expect(JSON.parse(run.outputs["images"] ?? "")).toHaveLength(2);
    expect(run.summary).toContain("lablink-client-base-image");
  });

  test("annotates every error of the file on its line, and sets no outputs", async () => {
    const workspace = resolve("packages/testkit");
    const config = { config: "package.json" };
    const run = await runAction("read-release-config", {
      event: "push-main",
      workspace,
      with: config,
    });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toEqual({});
    expect(run.annotations.length).toBeGreaterThan(2);
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ file: "package.json", line: 2, title: "LA503 config-invalid" }),
    );
  });

  test("a repository without the file is told so", async () => {
    const run = await runAction("read-release-config", { event: "push-main" });
    expect(run.annotations).toMatchObject([{ title: "LA501 config-missing" }]);
  });
});
