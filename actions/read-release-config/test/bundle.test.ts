import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";

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
