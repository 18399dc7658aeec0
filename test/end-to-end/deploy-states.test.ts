/**
 * The example's deployment and destruction, by act and OpenTofu itself: what the infrastructure declares arrives, and a
 * state is found where it is.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith, type TestState, tried } from "@lablink-actions/testkit";
import {
  clientKeyOf,
  createClients,
  type Deployments,
  type RunOptions,
  startDeployments,
} from "./deployments.ts";

const deploy = "lablink-allocator-terraform.yml";
const destroy = "lablink-allocator-destroy.yml";

let deployments: Deployments;
beforeAll(async () => {
  deployments = await startDeployments();
}, 120_000);
afterAll(async () => deployments[Symbol.asyncDispose](), 60_000);

function run(inputs: Readonly<Record<string, string>>, more: Partial<RunOptions> = {}) {
  return deployments.run({ workflow: deploy, inputs, ...more });
}

function destroyed(environment: string, deployment: string, edit?: RunOptions["edit"]) {
  const confirm = `${deployment}/${environment}`;
  const inputs = { environment, deployment_name: deployment, confirm };
  return deployments.run({ workflow: destroy, inputs, ...(edit && { edit }) });
}

/** Gives the workflow more inputs. */
function giving(workflow: string, ...lines: readonly string[]) {
  return (folder: string) => {
    const file = join(folder, ".github/workflows", workflow);
    const text = readFileSync(file, "utf8");
    const more = lines.map((line) => `      ${line}\n`).join("");
    writeFileSync(file, text.replace("      tool-version:", `${more}      tool-version:`));
  };
}

function allocatorOf(state: TestState | undefined) {
  const found = state?.resources.find(({ name }) => name === "allocator");
  return (found?.instances[0]?.attributes["input"] as { value: unknown } | undefined)?.value;
}

describeWith(["act", "docker-registry", "git", "moto_server", "tofu"], "deployments", () => {
  tried(
    "Deployments to test, ci-test and prod of an infrastructure like talmolab/lablink-template, whose variable environment is prod by default",
    "Each is deployed as the environment that was asked for, with the image's tag and digest in its config.yaml",
    async () => {
      const { digests } = deployments;
      const asked = [
        ["test", "", `linux-amd64-latest-test@${digests.development}`],
        ["ci-test", "", `linux-amd64-latest-test@${digests.development}`],
        ["prod", "v0.2.0", `0.2.0@${digests.production}`],
      ] as const;
      for (const [environment, image_tag, tag] of asked) {
        const ran = await run({ environment, image_tag, deployment_name: "all" });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(allocatorOf(await deployments.stateOf(`all/${environment}`))).toMatchObject({
          name: `all-${environment}`,
          environment,
          image: `ghcr.io/talmolab/lablink-allocator-image:${tag}`,
          user_data: { deployment_name: "all", environment, allocator: { image_tag: tag } },
        });
      }
    },
  );

  tried(
    "A deployment that hands resource_suffix to an infrastructure that does not declare it, by act",
    "It is refused by that name (LA633) before a plan is shown: it would have been deployed as prod",
    async () => {
      const variables =
        "variables: |-\n        deployment_name={deployment}\n        resource_suffix={environment}";
      const ran = await run(
        { environment: "test", deployment_name: "undeclared" },
        { edit: giving(deploy, variables) },
      );
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toMatch(/LA633 variable-not-arrived[:| ]+.*"resource_suffix"/);
      expect(ran.log).not.toContain("terraform_data.allocator");
      expect(await deployments.stateOf("undeclared/test")).toBeUndefined();
    },
  );

  tried(
    "A deployment that has its state at the key of LabLink's template, deployed and destroyed by act",
    "Both are refused with the command that moves it over (LA628), and nothing is deployed twice; once it is moved, it is updated and destroyed",
    async () => {
      const older = "state-key: '{environment}/terraform.tfstate'";
      const inputs = { environment: "ci-test", deployment_name: "older" };
      const first = await run(inputs, { edit: giving(deploy, older) });
      expect(first).toMatchObject({ exitCode: 0 });
      expect(first.log).toContain("every deployment of ci-test has the state");
      const before = await deployments.store.state("ci-test/terraform.tfstate");
      expect(allocatorOf(before)).toMatchObject({ name: "older-ci-test" });

      const copy =
        "aws s3 cp s3://lablink-state/ci-test/terraform.tfstate s3://lablink-state/older/ci-test/terraform.tfstate";
      for (const refused of [await run(inputs), await destroyed("ci-test", "older")]) {
        expect(refused.exitCode).toBe(1);
        expect(refused.log).toMatch(/LA628 state-elsewhere/);
        expect(refused.log).toContain(copy);
        expect(refused.log).not.toContain("terraform_data.allocator");
      }
      expect(await deployments.stateOf("older/ci-test")).toBeUndefined();

      await deployments.store.copy("ci-test/terraform.tfstate", "older/ci-test/terraform.tfstate");
      const updated = await run(inputs);
      expect(updated).toMatchObject({ exitCode: 0 });
      expect(updated.log).toMatch(/Unchanged +│ 4/);
      expect(await destroyed("ci-test", "older")).toMatchObject({ exitCode: 0 });
      expect((await deployments.stateOf("older/ci-test"))?.resources).toEqual([]);
    },
  );

  tried(
    "A destruction while the client VMs' state is at a key where they were kept before, or is not a state, by act",
    "It is red (LA628, LA640), and the allocator is still there: only it can end its client VMs properly",
    async () => {
      const inputs = { environment: "test", deployment_name: "clients" };
      expect(await run(inputs)).toMatchObject({ exitCode: 0 });
      await createClients("clients/test/clients/terraform.tfstate", deployments.store);
      const elsewhere = await destroyed("test", "clients");
      expect(elsewhere.exitCode).toBe(1);
      expect(elsewhere.log).toMatch(/LA628 state-elsewhere[:| ]+.*clients\/test\/clients\//);

      await deployments.store.write(clientKeyOf("clients/test"), "<html>");
      const unreadable = await destroyed("test", "clients");
      expect(unreadable.exitCode).toBe(1);
      expect(unreadable.log).toMatch(/LA640 infrastructure-command-failed/);
      expect((await deployments.stateOf("clients/test"))?.resources).toHaveLength(4);

      const moved = "client-state-key: '{deployment}/{environment}/clients/terraform.tfstate'";
      const ran = await destroyed("test", "clients", giving(destroy, moved));
      expect(ran).toMatchObject({ exitCode: 0 });
      const clients = await deployments.store.state("clients/test/clients/terraform.tfstate");
      expect(clients?.resources).toEqual([]);
      expect((await deployments.stateOf("clients/test"))?.resources).toEqual([]);
    },
  );

  test("an empty role is refused before a job may ask for a token", async () => {
    const ran = await run(
      { environment: "test", deployment_name: "roleless" },
      {
        edit(folder) {
          const file = join(folder, ".github/workflows", deploy);
          const text = readFileSync(file, "utf8");
          writeFileSync(file, text.replace(/^ +role-to-assume:.*\n/m, ""));
        },
      },
    );
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("LA637 role-invalid");
    expect(Object.values(ran.jobs)).toEqual(["failure"]);
  });
});
