/** initialize-infrastructure, with OpenTofu itself and states in S3, by moto. */

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  runAction,
  startStateStore,
  type TestStateStore,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const source = 'terraform {\n  backend "s3" {}\n}\n\nresource "terraform_data" "one" {}\n';
const settings = (key: string) =>
  ["bucket=states", "region=us-west-2", "dynamodb_table=locks", `key=${key}`].join("\n");

let store: TestStateStore;
const cleanUp = new AsyncDisposableStack();
const credentials = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };

/** A workspace with an infrastructure in `it`, and the action there. */
async function workspace(text = source) {
  const folder = await temporaryDirectory();
  mkdirSync(join(folder.path, "it"));
  const write = (name: string, content: string) =>
    writeFileSync(join(folder.path, "it", name), content);
  write("main.tf", text);
  const env = {
    ...process.env,
    ...store.environment,
    ...credentials,
    TF_CLI_CONFIG_FILE: undefined,
  };
  const act = (action: string, given: Record<string, string>) =>
    runAction(action, {
      event: "dispatch",
      workspace: folder.path,
      temp: folder.path,
      env: { ...store.environment, ...credentials },
      with: given,
    });
  return {
    write,
    tofu: (...words: string[]) =>
      execFileSync("tofu", words, {
        cwd: join(folder.path, "it"),
        env,
        encoding: "utf8",
        stdio: "pipe",
      }),
    act,
    run: (key: string, more: Record<string, string> = {}) =>
      act("initialize-infrastructure", {
        directory: "it",
        "backend-config": settings(key),
        ...more,
      }),
    [Symbol.asyncDispose]: folder.remove,
  };
}

/** A state with one resource at a key. */
async function deployAt(key: string): Promise<void> {
  await using it = await workspace();
  it.tofu(
    "init",
    ...settings(key)
      .split("\n")
      .map((line) => `-backend-config=${line}`),
  );
  it.tofu("apply", "-auto-approve");
}

const messagesOf = ({ annotations }: Awaited<ReturnType<typeof runAction>>) =>
  annotations.map(({ message }) => message);

describeWith(["tofu", "moto_server"], "initialize-infrastructure", () => {
  beforeAll(async () => {
    store = cleanUp.use(await startStateStore("states", "locks"));
    await deployAt("test/terraform.tfstate");
  }, 60_000);
  afterAll(() => cleanUp.disposeAsync());

  test("the state is the one that was given, and is said to be empty or not", async () => {
    await using it = await workspace();
    const first = await it.run("new/test/terraform.tfstate");
    expect(first).toMatchObject({ exitCode: 0, outputs: { directory: "it", "is-empty": "true" } });
    expect(first.summary).toContain("none at new/test/terraform.tfstate");
    expect(first.summary).toContain("there is no lock file");
    await using again = await workspace();
    const there = await again.run("test/terraform.tfstate");
    expect(there.outputs["is-empty"]).toBe("false");
  });

  tried(
    "A deployment whose state is empty, while LabLink's older key in the bucket has a live state",
    "It is refused before anything is planned (LA628), with the command that moves the state over. The same for a destruction, and for client VMs",
    async () => {
      await using it = await workspace();
      const others = { "other-keys": "nothing/here\ntest/terraform.tfstate" };
      const ran = await it.run("lablink/test/terraform.tfstate", others);
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(messagesOf(ran)).toEqual([
        expect.stringContaining(
          "LA628 state-elsewhere: there is no state at lablink/test/terraform.tfstate, and the one at test/terraform.tfstate in the bucket states has 1 resource",
        ),
      ]);
      expect(messagesOf(ran)[0]).toContain(
        "aws s3 cp s3://states/test/terraform.tfstate s3://states/lablink/test/terraform.tfstate",
      );
      await store.copy("test/terraform.tfstate", "lablink/test/terraform.tfstate");
      await using moved = await workspace();
      const after = await moved.run("lablink/test/terraform.tfstate", others);
      expect(after).toMatchObject({ exitCode: 0, outputs: { "is-empty": "false" } });
    },
  );

  tried(
    "A key in the bucket that holds something other than a state",
    "It is refused (LA640), and never taken for an empty state",
    async () => {
      await store.write("broken/terraform.tfstate", "<html>");
      await using it = await workspace();
      const own = await it.run("broken/terraform.tfstate");
      expect(own).toMatchObject({ exitCode: 1, outputs: {} });
      expect(messagesOf(own)[0]).toMatch(
        /LA640 infrastructure-command-failed: tofu (init|state pull)/,
      );
      await using other = await workspace();
      const others = { "other-keys": "broken/terraform.tfstate" };
      const ran = await other.run("elsewhere/terraform.tfstate", others);
      expect(messagesOf(ran)[0]).toMatch(
        /LA640 [\s\S]*so that broken\/terraform.tfstate is not looked at/,
      );
    },
  );

  tried(
    "An infrastructure without a backend, of which the tool only warns",
    "It is refused (LA629): its state would be lost with the runner",
    async () => {
      await using it = await workspace('resource "terraform_data" "one" {}\n');
      const ran = await it.run("mine/terraform.tfstate");
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(messagesOf(ran)[0]).toContain("LA629 backend-not-used");
      expect(messagesOf(ran)[0]).toContain("its backend is local");
    },
  );

  test("format and configuration are reported together, unless they are not asked for", async () => {
    await using it = await workspace(`${source}\n   output "x" { value = var.y }\n`);
    expect(messagesOf(await it.run("bad/terraform.tfstate"))).toEqual([
      expect.stringContaining("tofu fmt -check failed: format main.tf by tofu fmt"),
      expect.stringContaining("tofu validate failed: "),
    ]);
    expect(await it.run("bad/terraform.tfstate", { check: "false" })).toMatchObject({
      exitCode: 0,
    });
  });

  test("a lock file is kept: a provider that it does not have is refused", async () => {
    await using it = await workspace();
    it.write(".terraform.lock.hcl", "# nothing\n");
    const ran = await it.run("locked/terraform.tfstate");
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.summary).toContain("as the lock file has them");
  });

  test("without a folder, a temporary one is enough to destroy what a state has", async () => {
    await using it = await workspace();
    await deployAt("clients/terraform.tfstate");
    const ran = await it.run("clients/terraform.tfstate", { directory: "" });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { "is-empty": "false" } });
    const { directory = "" } = ran.outputs;
    const planned = await it.act("plan-infrastructure", { directory, destroy: "true" });
    expect(planned.summary).toContain("terraform_data.one | delete");
    const { plan = "", "plan-digest": digest = "", "was-empty": empty = "" } = planned.outputs;
    const given = { directory, destroy: "true", plan, "plan-digest": digest, "was-empty": empty };
    expect(await it.act("apply-infrastructure", given)).toMatchObject({ exitCode: 0 });
    expect((await store.state("clients/terraform.tfstate"))?.resources).toEqual([]);
  });
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("initialize-infrastructure", {
    event: "dispatch",
    with: { directory: "/etc", "backend-config": "bucket=hunter2", check: "x", tool: "opentofu" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(messagesOf(ran)).toEqual([
    expect.stringContaining('LA902 input-invalid: the input directory is "/etc"'),
    expect.stringContaining("LA902 input-invalid: the input backend-config is not lines"),
    expect.stringContaining('LA902 input-invalid: the input check is "x"'),
    expect.stringContaining('LA902 input-invalid: the input tool is "opentofu"'),
  ]);
  expect(ran.stdout + ran.stderr + ran.summary).not.toContain("hunter2");
});
