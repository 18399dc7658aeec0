/** plan-infrastructure and apply-infrastructure, with OpenTofu itself. */

import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  type ActionRun,
  describeWith,
  missingTools,
  runAction,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const secret = "hunter2-in-clear";
const source = `
variable "name" { type = string }
variable "fail" {
  type    = bool
  default = false
}
resource "terraform_data" "one" { input = { name = var.name, password = "${secret}" } }
resource "terraform_data" "two" {
  triggers_replace = [terraform_data.one.output.name]
  provisioner "local-exec" { command = var.fail ? "exit 1" : "echo ${secret}" }
}
output "allocator_fqdn" { value = "\${var.name}.example.com" }
output "ec2_key_name" {
  value     = "${secret}"
  sensitive = true
}
output "private_key_pem" {
  value     = "key of \${terraform_data.one.id}"
  sensitive = true
}
`;

/** An initialized infrastructure, and the actions in it. */
async function infrastructure(tool: string) {
  const folder = await temporaryDirectory();
  // The actions do not see this machine's own configuration either.
  const env = { ...process.env, TF_CLI_CONFIG_FILE: undefined };
  const tofu = (...words: string[]) =>
    execFileSync(tool, words, { cwd: folder.path, env, encoding: "utf8", stdio: "pipe" });
  writeFileSync(join(folder.path, "main.tf"), source);
  tofu("init");
  const shared = {
    event: "dispatch",
    workspace: folder.path,
    temp: folder.path,
  } as const;
  const at = { tool, directory: "." };
  return {
    path: folder.path,
    tofu,
    resources: () => {
      const state = tofu("state", "pull") || '{"resources":[]}';
      const { resources } = JSON.parse(state) as { resources: { type: string; name: string }[] };
      return resources.map(({ type, name }) => `${type}.${name}`);
    },
    plan: (variables: object, more: Record<string, string> = {}) => {
      const given = { ...at, variables: JSON.stringify(variables), ...more };
      return run("plan-infrastructure", { ...shared, with: given });
    },
    apply: ({ outputs }: ActionRun, variables: object, more: Record<string, string> = {}) => {
      const { plan = "", "plan-digest": digest = "", "was-empty": empty = "" } = outputs;
      const own = { plan, "plan-digest": digest, "was-empty": empty };
      const given = { ...at, ...own, variables: JSON.stringify(variables), ...more };
      return run("apply-infrastructure", { ...shared, with: given });
    },
    [Symbol.asyncDispose]: folder.remove,
  };
}

/** The output of a run is checked before anything is masked. */
async function run(action: string, options: Parameters<typeof runAction>[1]): Promise<ActionRun> {
  const ran = await runAction(action, options);
  const shown = [ran.stdout, ran.stderr, ran.summary, ...Object.values(ran.outputs)].join("\n");
  expect(shown).not.toContain(secret);
  return ran;
}

const one = { name: "one" };
const broken = { name: "one", fail: true };

// Terraform is not free software, so it is not required. If it is installed, it must do the same.
const others = missingTools(["terraform"]).length === 0 ? ["terraform"] : [];

describe.each(["tofu", ...others])("by %s", (tool) => {
  describeWith(tool, "on this machine", () => {
    test("what is planned is shown without a value, and applied; the key is only in its file", async () => {
      await using it = await infrastructure(tool);
      const planned = await it.plan(one);
      expect(planned).toMatchObject({ exitCode: 0, outputs: { "was-empty": "true" } });
      expect(planned.outputs["plan-digest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(JSON.parse(planned.outputs["changes"] ?? "")).toEqual([
        { address: "terraform_data.one", action: "create" },
        { address: "terraform_data.two", action: "create" },
      ]);
      expect(planned.summary).toContain("terraform_data.one | create");

      const plan = planned.outputs["plan"] ?? "";
      const applied = await it.apply(planned, one, { "repository-visibility": "private" });
      expect(applied).toMatchObject({ exitCode: 0 });
      expect(existsSync(plan)).toBe(false);
      expect(applied.summary).toContain("one.example.com");
      expect(applied.summary).toContain("sensitive, not shown");
      const file = applied.outputs["private-key-file"] ?? "";
      const key = readFileSync(file, "utf8");
      expect(key).toMatch(/^key of \w+/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(applied.masked).toEqual([key]);
      expect(applied.log).not.toContain(key);

      const again = await it.plan({ name: "two" });
      expect(again.outputs).toMatchObject({ "was-empty": "false" });
      expect(again.summary).toContain("terraform_data.one | update: input, output");
      expect(again.summary).toContain("terraform_data.two | delete and create");
    });

    test("in a public repository the key is only written if it is encrypted, and then its owner can read it", async () => {
      await using it = await infrastructure(tool);
      const withheld = await it.apply(await it.plan(one), one);
      expect(withheld).toMatchObject({ exitCode: 0, outputs: { "private-key-file": "" } });
      expect(withheld.log).toContain("The private key is not written: anybody could read it.");

      const [own, certificate] = [join(it.path, "mine.key"), join(it.path, "mine.crt")];
      const words = "req -x509 -newkey rsa:3072 -nodes -days 2 -subj /CN=me -keyout";
      execFileSync("openssl", [...words.split(" "), own, "-out", certificate], { stdio: "ignore" });
      const recipient = { "private-key-recipient": readFileSync(certificate, "utf8") };
      const applied = await it.apply(await it.plan({ name: "two" }), one, recipient);
      const file = applied.outputs["private-key-file"] ?? "";
      const decrypt = ["cms", "-decrypt", "-inform", "PEM", "-inkey", own, "-in", file];
      expect(readFileSync(file, "utf8")).not.toContain("key of");
      expect(execFileSync("openssl", decrypt, { encoding: "utf8" })).toMatch(/^key of \w+/);
    });

    test.each(["-----BEGIN CERTIFICATE-----\nnone", "ssh-rsa AAAA me"])(
      "a recipient that is no certificate is refused before anything is changed: %j",
      async (text) => {
        await using it = await infrastructure(tool);
        const planned = await it.plan(one);
        const applied = await it.apply(planned, one, { "private-key-recipient": text });
        expect(applied.annotations.map(({ title }) => title)).toEqual([
          "LA632 private-key-recipient-invalid",
        ]);
        expect(it.resources()).toEqual([]);
      },
    );

    test("a plan that is not the one that was shown is not applied", async () => {
      await using it = await infrastructure(tool);
      const planned = await it.plan(one);
      appendFileSync(planned.outputs["plan"] ?? "", " ");
      const applied = await it.apply(planned, one);
      expect(applied).toMatchObject({ exitCode: 1, outputs: {} });
      expect(applied.annotations[0]?.message).toContain("LA642 plan-differs");
      expect(it.resources()).toEqual([]);
    });

    test("a first deployment does not touch the one of another run that was faster", async () => {
      await using it = await infrastructure(tool);
      const planned = await it.plan(one);
      it.tofu("apply", "-auto-approve", "-var=name=other");
      const before = it.tofu("state", "pull");
      const applied = await it.apply(planned, one);
      expect(applied).toMatchObject({ exitCode: 1, outputs: {} });
      expect(applied.annotations.map(({ title }) => title)).toEqual(["LA643 apply-failed"]);
      expect(applied.annotations[0]?.message).toContain("Nothing was changed.");
      expect(it.tofu("state", "pull")).toBe(before);
    });

    test("a first deployment that fails leaves nothing", async () => {
      await using it = await infrastructure(tool);
      const applied = await it.apply(await it.plan(broken), broken);
      expect(applied).toMatchObject({ exitCode: 1, outputs: {} });
      expect(applied.annotations.map(({ title }) => title)).toEqual(["LA643 apply-failed"]);
      expect(applied.annotations[0]?.message).toContain(
        "what it had created was destroyed: terraform_data.two and terraform_data.one.",
      );
      expect(it.resources()).toEqual([]);
    });

    test("an update that fails keeps what there was, and so does the next one", async () => {
      await using it = await infrastructure(tool);
      await it.apply(await it.plan(one), one);
      const failing = { name: "two", fail: true };
      for (const _ of ["once", "again"]) {
        const planned = await it.plan(failing);
        expect(planned.outputs).toMatchObject({ "was-empty": "false" });
        const applied = await it.apply(planned, failing);
        expect(applied).toMatchObject({ exitCode: 1, outputs: {} });
        expect(it.resources()).toEqual(["terraform_data.one", "terraform_data.two"]);
      }
    });

    test("a destruction is planned, carried out and proven", async () => {
      await using it = await infrastructure(tool);
      await it.apply(await it.plan(one), one);
      const destroy = { destroy: "true" };
      const planned = await it.plan(one, destroy);
      expect(planned.summary).toContain("### Plan of destruction");
      expect(it.resources()).toHaveLength(2);
      const applied = await it.apply(planned, one, destroy);
      expect(applied).toMatchObject({ exitCode: 0 });
      expect(applied.summary).toMatch(/terraform_data\.two \| delete, done[\s\S]*nothing/);
      expect(it.resources()).toEqual([]);

      const nothing = await it.plan(one, destroy);
      expect(nothing.annotations).toMatchObject([{ level: "warning" }]);
    });

    test("what cannot be planned is refused with what the tool says, and where", async () => {
      await using it = await infrastructure(tool);
      const ran = await it.plan({});
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      const [message = ""] = ran.annotations.map((it) => it.message);
      expect(message).toContain(
        `LA640 infrastructure-command-failed: ${tool} plan failed: No value`,
      );
      expect(message).toContain("(main.tf:2)");
      const faults = await it.plan({}, { variables: "[]", "lock-timeout": "soon" });
      expect(faults.annotations.map(({ title }) => title)).toEqual([
        "LA902 input-invalid",
        "LA902 input-invalid",
      ]);
    });

    tried(
      `Values for variables that ${tool} finds no declaration of, which it only warns of`,
      "They are refused by name (LA633) before a plan is shown, and nothing is deployed; those that need not be declared are passed over",
      async () => {
        await using it = await infrastructure(tool);
        const ran = await it.plan({ ...one, resource_suffix: "test", "stage|environment": "test" });
        expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
        expect(ran.annotations.map(({ message }) => message)).toEqual([
          expect.stringContaining(
            'LA633 variable-not-arrived: the infrastructure declares no variable "resource_suffix"',
          ),
          expect.stringContaining('no variable "stage" or "environment"'),
        ]);
        expect(ran.summary).not.toContain("terraform_data");

        const planned = await it.plan({ "name|stage": "one", "resource_suffix?": "test" });
        expect(planned).toMatchObject({ exitCode: 0 });
        expect(planned.summary).toContain("Variables | name");
        expect(planned.summary).toContain("Not declared | stage and resource_suffix");
        // Another tool only says in its plan what is declared.
        if (tool === "tofu") expect(planned.log).not.toContain("undeclared");
      },
    );

    test("a value of another type is refused by the tool, with the variable and its place", async () => {
      await using it = await infrastructure(tool);
      const ran = await it.plan({ ...one, fail: "maybe" });
      expect(ran.annotations[0]?.message).toMatch(/LA640 [\s\S]*var\.fail|\(main\.tf:3\)/);
    });

    test("a missing tool is named", async () => {
      await using it = await infrastructure(tool);
      const ran = await runAction("plan-infrastructure", {
        event: "dispatch",
        workspace: it.path,
        with: { directory: ".", tool },
        env: { PATH: "/nowhere" },
      });
      expect(ran.annotations[0]?.message).toContain(`Install ${tool} before this step`);
    });
  });
});
