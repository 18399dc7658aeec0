import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { read } from "./support.ts";

const file = ".github/lablink-actions.yml";
const example = readFileSync(`examples/lablink/${file}`, "utf8");

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
      {
        package: "lablink-cli",
        directory: "packages/cli",
        "tag-prefix": "{package}_v",
        "version-input": "cli_version",
      },
    ]);
    const [allocator, client] = JSON.parse(images);
    expect(allocator).toEqual({
      id: "lablink-allocator-image-linux-amd64",
      name: "lablink-allocator-image",
      registry: "ghcr.io",
      image: "ghcr.io/talmolab/lablink-allocator-image",
      platform: "linux/amd64",
      runner: "ubuntu-latest",
      package: "lablink-allocator-service",
      "version-input": "allocator_version",
      version: "",
      dockerfile: "packages/allocator/Dockerfile",
      source: "index",
      "development-dockerfile": "",
      target: "",
      "development-target": "",
      "build-args": "",
      secrets: "",
      context: "packages/allocator",
      tags: expect.stringMatching(/^\{version\}\n[\s\S]*\n\{platform\}-postgres-15$/),
      "checks-file": expect.any(String),
      "version-build-arg": "PACKAGE_VERSION",
      timeout: "600",
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
      { image: "ghcr.io/talmolab/i", platform: "linux/amd64", runner: "ubuntu-latest" },
      { image: "ghcr.io/talmolab/i", platform: "linux/arm64", runner: "ubuntu-24.04-arm" },
    ]);
  });

  test("looks up the requested versions, as written", () => {
    const given = { environment: "prod", allocator_version: "v0.0.2a0", client_version: "" };
    const result = read(example, JSON.stringify(given));
    if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
    const { images, versions, "version-inputs": inputs } = result.value.outputs;
    expect(JSON.parse(images)).toMatchObject([{ version: "v0.0.2a0" }, { version: "" }]);
    expect(versions).toBe("lablink-allocator-service==v0.0.2a0\nlablink-client-service==");
    expect(inputs).toBe(
      "lablink-allocator-service=allocator_version\nlablink-client-service=client_version",
    );
  });

  test("a package that no image installs needs no version", () => {
    const result = read(
      "packages: { a: { directory: a }, b: { directory: b } }\nimages: { i: { package: b, dockerfile: D } }\n",
    );
    expect(result).toMatchObject({ value: { outputs: { versions: "b==" } } });
  });

  test.each(["null", "", "{}"])("no inputs (%j) are no versions", (workflowInputs) => {
    const result = read(example, workflowInputs);
    const versions = "lablink-allocator-service==\nlablink-client-service==";
    expect(result).toMatchObject({ value: { outputs: { versions } } });
  });

  test.each(["[]", '"prod"', "{", "3"])("workflow-inputs %j is refused", (workflowInputs) => {
    expect(read(example, workflowInputs)).toMatchObject({ refusals: [{ name: "input-invalid" }] });
  });

  test("gives the packages as validate-version-tag takes them", () => {
    expect(read(example)).toMatchObject({
      value: {
        outputs: {
          package: "lablink-allocator-service\nlablink-client-service\nlablink-cli",
          directory: "packages/allocator\npackages/client\npackages/cli",
          "tag-prefix": "{package}_v",
        },
      },
    });
  });

  test("gives one package, by any spelling of its name, and its images", () => {
    const result = read(example, "", "LabLink_Client.Service");
    const outputs = { package: "lablink-client-service", directory: "packages/client" };
    expect(result).toMatchObject({ value: { outputs } });
    const images = result.ok ? JSON.parse(result.value.outputs.images) : [];
    expect(images).toMatchObject([{ name: "lablink-client-base-image" }]);
  });

  test("gives one image, and all packages", () => {
    const result = read(example, "", "", "lablink-allocator-image");
    if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
    const { images, packages } = result.value.outputs;
    expect(JSON.parse(images)).toMatchObject([{ name: "lablink-allocator-image" }]);
    expect(JSON.parse(packages)).toHaveLength(3);
  });

  test("refuses an image it does not know", () => {
    expect(read(example, "", "", "lablink-allocator")).toMatchObject({
      refusals: [{ name: "input-invalid", seen: expect.stringContaining('"lablink-allocator"') }],
    });
  });

  test("refuses a package it does not know, and names the nearest", () => {
    expect(read(example, "", "lablink-client-servce")).toMatchObject({
      refusals: [
        {
          name: "input-invalid",
          remedy: expect.stringContaining("lablink-client-service may be meant"),
        },
      ],
    });
  });

  test("gives the environments, refs and suffix of the configuration, one per line", () => {
    const policy = [
      "development-environments: [staging, lab 1]",
      "production-environments: [live]",
      "production-refs: [master, 'release/*']",
      "development-suffix: -dev",
    ].join("\n");
    expect(read(`${policy}\n${example}`)).toMatchObject({
      value: {
        outputs: {
          "development-environments": "staging\nlab 1",
          "production-environments": "live",
          "production-refs": "master\nrelease/*",
          "development-suffix": "-dev",
        },
      },
    });
  });

  test("names the configuration's index", () => {
    const result = read(
      "index: http://127.0.0.1:8080/simple/\npackages: { a: { directory: a } }\nimages: { i: { package: a, dockerfile: D } }\n",
    );
    const outputs = { "index-url": "http://127.0.0.1:8080/simple/" };
    expect(result).toMatchObject({ value: { outputs } });
  });

  test("gives the address that packages are uploaded to", () => {
    const result = read("publish-url: http://127.0.0.1:8080/\npackages: { a: { directory: a } }\n");
    const outputs = { "index-url": "", "publish-url": "http://127.0.0.1:8080/" };
    expect(result).toMatchObject({ value: { outputs } });
  });

  test("a repository with only packages has an empty list of images, and needs no version", () => {
    const text = "packages: { a: { directory: a } }\n";
    const outputs = { images: "[]", package: "a", versions: "", "version-inputs": "" };
    expect(read(text)).toMatchObject({ value: { outputs } });
    expect(read(text, "", "", "i")).toMatchObject({
      refusals: [
        { name: "input-invalid", remedy: "Leave image empty: there is nothing to choose." },
      ],
    });
  });

  test("a missing file is refused", () => {
    expect(read(undefined)).toMatchObject({ refusals: [{ name: "config-missing" }] });
  });
});
