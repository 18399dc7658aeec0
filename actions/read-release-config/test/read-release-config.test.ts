import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
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
      "release-tags": "lablink-allocator-service={package}_v",
      dockerfile: "packages/allocator/Dockerfile",
      "development-dockerfile": "",
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

  test.each<[string, string, string, readonly string[]]>([
    ["one line, if all packages have the same prefix", "v", "v", ["v", "v"]],
    [
      "each package's own, if they differ",
      "{package}@v",
      "a=v\nb={package}@v",
      ["v", "{package}@v"],
    ],
    ["an empty one after =", "", "a=v\nb=", ["v", "b="]],
    ["one that has =, after =", "x=", "a=v\nb=x=", ["v", "b=x="]],
  ])("gives as tag-prefix %s", (_what, prefix, lines, each) => {
    const text = `packages: { a: { directory: a, tag-prefix: v }, b: { directory: b, tag-prefix: "${prefix}" } }`;
    const result = read(text);
    if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
    const { "tag-prefix": given, packages } = result.value.outputs;
    expect(given).toBe(lines);
    expect(JSON.parse(packages).map((one: Record<string, string>) => one["tag-prefix"])).toEqual(
      each,
    );
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

describe("the bundle", () => {
  test("needs only a checkout", async () => {
    const workspace = resolve("examples/lablink");
    const run = await runAction("read-release-config", { event: "push-main", workspace });
    expect(run.exitCode).toBe(0);
    // The example has LabLink's tags, and not the programs that they name.
    const [allocator, client] = ["lablink-allocator-image", "lablink-client-base-image"];
    expect(run.annotations.map(({ level, message }) => [level, message])).toEqual([
      [
        "warning",
        `${allocator}: nothing proves what the image's tags say: {platform}-tofu-1.12.5 (tofu-1.12.5) and {platform}-postgres-15 (postgres-15). Add a claim for each to .github/image-checks/allocator.yml, or delete the tag.`,
      ],
      [
        "warning",
        `${client}: nothing proves what the image's tags say: {platform}-nvidia-cuda-12.8.1-cudnn8-devel-ubuntu24.04 (nvidia-cuda-12.8.1-cudnn8-devel-ubuntu24.04) and {platform}-ubuntu24.04-nvm-0.40.2-uv-0.6.8-miniforge3-24.11.3 (ubuntu24.04-nvm-0.40.2-uv-0.6.8-miniforge3-24.11.3). Add a claim for each to .github/image-checks/client.yml, or delete the tag.`,
      ],
    ]);
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

  test.each([
    ["a bad file name", { config: "nowhere.yml" }, ["LA501 config-missing"]],
    [
      "empty inputs",
      { config: "", "repository-owner": "" },
      ["LA901 input-missing", "LA901 input-missing"],
    ],
  ])("reports %s and bad workflow-inputs at once", async (_, inputs, titles) => {
    const given = { ...inputs, "workflow-inputs": "[]" };
    const run = await runAction("read-release-config", { event: "push-main", with: given });
    expect(run).toMatchObject({ exitCode: 1, outputs: {} });
    expect(run.annotations.map(({ title }) => title)).toEqual([...titles, "LA902 input-invalid"]);
  });

  tried(
    "a configuration whose context, Dockerfiles and checks are outside the repository, one by a link to /etc",
    "the plan refuses all of them at once, each on its line",
    async () => {
      await using workspace = await temporaryDirectory();
      symlinkSync("/etc", join(workspace.path, "link"));
      const lines = [
        "packages: { a: { directory: ../a } }",
        "images:",
        "  i:",
        "    package: a",
        "    dockerfile: /etc/passwd",
        "    development-dockerfile: link/passwd",
        "    context: https://github.com/owner/name.git",
        "    checks: a/../../checks.yml",
      ];
      writeFileSync(join(workspace.path, "config.yml"), lines.join("\n"));
      const run = await runAction("read-release-config", {
        event: "push-main",
        workspace: workspace.path,
        with: { config: "config.yml" },
      });
      expect(run).toMatchObject({ exitCode: 1, outputs: {} });
      expect(run.annotations).toMatchObject(
        [1, 5, 6, 7, 8].map((line) => ({
          title: "LA503 config-invalid",
          file: "config.yml",
          line,
        })),
      );
    },
  );

  test("a repository without the file is refused", async () => {
    const run = await runAction("read-release-config", { event: "push-main" });
    expect(run.annotations).toMatchObject([{ title: "LA501 config-missing" }]);
  });
});
