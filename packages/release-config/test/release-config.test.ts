import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { defaultTagTemplates } from "@lablink-actions/release-core";
import { defaultPolicy } from "../src/index.ts";
import { images, messages, packages, read } from "./support.ts";

describe("a valid file", () => {
  test("fills in every default", () => {
    const a = {
      name: "a-x",
      directory: "a",
      tagPrefix: "{package}_v",
      versionInput: "a_version",
      tests: { python: [], setup: "", postgres: "" },
    };
    expect(read(packages + images)).toEqual({
      ok: true,
      value: {
        index: "",
        publishUrl: "",
        ...defaultPolicy,
        releaseTags: ["a-x", "b-x"].map((packageName) => ({ packageName, prefix: "{package}_v" })),
        packages: [a, { ...a, name: "b-x", directory: "b", versionInput: "b_version" }],
        images: [
          {
            name: "image-a",
            registry: "ghcr.io",
            reference: "ghcr.io/talmolab/image-a",
            package: a,
            packages: [a],
            released: [a],
            source: "index",
            dockerfile: "a/Dockerfile",
            developmentDockerfile: "",
            target: "",
            developmentTarget: "",
            buildArgs: [],
            secrets: [],
            runners: { "linux/amd64": "ubuntu-latest", "linux/arm64": "ubuntu-24.04-arm" },
            context: ".",
            platforms: ["linux/amd64"],
            tags: defaultTagTemplates,
            checks: "",
            versionBuildArg: "PACKAGE_VERSION",
            timeout: "600",
            freeDiskSpace: false,
          },
        ],
      },
    });
  });

  test("reads the example's file", () => {
    const text = readFileSync("examples/lablink/.github/lablink-actions.yml", "utf8");
    expect(read(text)).toMatchObject({
      value: {
        packages: [
          { name: "lablink-allocator-service", versionInput: "allocator_version" },
          { name: "lablink-client-service", versionInput: "client_version" },
          { name: "lablink-cli" },
        ],
        images: [
          { reference: "ghcr.io/talmolab/lablink-allocator-image", freeDiskSpace: false },
          { reference: "ghcr.io/talmolab/lablink-client-base-image", freeDiskSpace: true },
        ],
      },
    });
  });

  test("a repository of only packages has no images", () => {
    expect(read(packages)).toMatchObject({ value: { images: [] } });
  });

  test.each([
    ["index: http://127.0.0.1:8080/simple/", "http://127.0.0.1:8080/simple/", ""],
    ["index: https://u:p@index.example/simple", "https://u:p@index.example/simple", ""],
    ['index: "http://[::1]/simple"', "http://[::1]/simple", ""],
    ["publish-url: https://index.example/legacy/", "", "https://index.example/legacy/"],
  ])("reads %s", (line, index, publishUrl) => {
    expect(read(`${line}\n${packages}`)).toMatchObject({ value: { index, publishUrl } });
  });

  test("takes every platform that GitHub has a runner for", () => {
    const platforms = ["linux/amd64", "linux/arm64"];
    const text = `${packages}images: { i: { package: a-x, dockerfile: x, platforms: [${platforms}] } }\n`;
    expect(read(text)).toMatchObject({ value: { images: [{ platforms }] } });
  });

  test.each([
    "packages: { a: { directory: a, tag-prefix: v } }",
    "packages: { a: { directory: a, tag-prefix: v }, b: { directory: b, tag-prefix: v } }",
    'packages: { a: { directory: a, tag-prefix: "" }, b: { directory: b } }',
    'packages: { a: { directory: a, tag-prefix: "{package}-" }, b: { directory: b } }',
    "packages: { a: { directory: a, version-input: b }, b: { directory: b, version-input: a } }",
    // The default input of b is free if b has another one.
    "packages: { a-x: { directory: a, version-input: b_version }, b-x: { directory: b, version-input: c } }",
  ])("takes %s", (text) => {
    expect(messages(text)).toEqual([]);
  });
});
