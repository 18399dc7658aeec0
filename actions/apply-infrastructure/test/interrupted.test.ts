/** A run that is cancelled while OpenTofu itself applies. */

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { readBytes, runProgram } from "@lablink-actions/action-kit";
import { toolIn, type Variables } from "@lablink-actions/infrastructure";
import { digestOf } from "@lablink-actions/registries";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import { applyInfrastructure } from "../src/apply-infrastructure.ts";

const source = `
resource "terraform_data" "one" {}
resource "terraform_data" "two" {
  depends_on = [terraform_data.one]
  provisioner "local-exec" { command = "touch begun && sleep 20" }
}
`;

describeWith("tofu", "with OpenTofu", () => {
  test("the tool writes the state and unlocks it, and nothing is destroyed", async () => {
    await using folder = await temporaryDirectory();
    const pathFor = (name: string) => join(folder.path, name);
    const env = { ...process.env, TF_CLI_CONFIG_FILE: undefined };
    const tofu = (...words: string[]) =>
      execFileSync("tofu", words, { cwd: folder.path, env, encoding: "utf8", stdio: "pipe" });
    writeFileSync(pathFor("main.tf"), source);
    tofu("init");
    tofu("plan", "-out=plan");
    const controller = new AbortController();
    const { signal } = controller;
    const plan = pathFor("plan");
    const applied = applyInfrastructure(
      {
        plan,
        planDigest: digestOf(readBytes(plan) ?? new Uint8Array()),
        wasEmpty: true,
        variables: [] as Variables,
        destroy: false,
        outputs: [],
        privateKeyOutput: undefined,
        repositoryVisibility: "private",
        privateKeyRecipient: undefined,
        lockTimeout: { text: "0s", milliseconds: 0 },
      },
      {
        tool: toolIn(
          (program, words, options) => runProgram(program, words, { ...options, signal }),
          "tofu",
          folder.path,
        ),
        readBytes,
        mask: () => {},
        say: () => {},
        pathFor,
        writeFile: pathFor,
        openssl: async () => ({ exitCode: 1, output: "", trouble: "" }),
        cancelled: signal,
      },
    );
    // Before that, the tool says that it creates the resource, and does not have it yet.
    while (!existsSync(pathFor("begun"))) await setTimeout(20);
    controller.abort();
    expect(await applied).toMatchObject({
      ok: false,
      refusals: [
        { name: "apply-failed", seen: expect.stringContaining("the run was cancelled") },
        { name: "clean-up-incomplete", seen: expect.stringContaining("the run was cancelled") },
      ],
    });
    const { resources } = JSON.parse(tofu("state", "pull"));
    expect(resources).toMatchObject([{ name: "one" }, { name: "two" }]);
    expect(tofu("plan", "-lock-timeout=0s", "-no-color")).toContain(
      "terraform_data.two is tainted",
    );
  });
});
