/**
 * lablink-allocator-terraform.yml and lablink-allocator-destroy.yml of the example, run by act: with OpenTofu itself, its
 * states in S3 with a lock in DynamoDB (by moto), and the image in a registry.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  pushImage,
  type TestState,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import {
  breakHealthCheck,
  type Deployments,
  image,
  passwords,
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

function run(options: Partial<RunOptions>) {
  return deployments.run({ workflow: deploy, ...options });
}

const keyOf = (label: string) => `${label}/terraform.tfstate`;
const stateOf = (label: string) => deployments.stateOf(label);

function attributes(state: TestState | undefined, name: string) {
  const resource = state?.resources.find((it) => it.name === name);
  return resource?.instances[0]?.attributes["input"] as { value: unknown } | undefined;
}

interface Allocator {
  readonly image: string;
  readonly environment: string;
  readonly user_data: {
    readonly deployment_name: string;
    readonly environment: string;
    readonly app: { readonly admin_password: string };
    readonly db: { readonly password: string };
  };
}

/** The image as the machine pulls it: what the configuration has, which has its digest. */
const pinned = (tag: string, digest: string) =>
  `ghcr.io/talmolab/lablink-allocator-image:${tag}@${digest}`;

function allocator(state: TestState | undefined): Allocator {
  return attributes(state, "allocator")?.value as Allocator;
}

const dev = (deployment: string, more: Readonly<Record<string, string>> = {}) => ({
  environment: "dev",
  deployment_name: deployment,
  ...more,
});

describeWith(["act", "docker-registry", "git", "moto_server", "tofu"], "deploy and destroy", () => {
  tried(
    "A deployment from a public or an internal repository, by act",
    "It is green, and its private key is not an artifact: the log says so, and the state has the key",
    async () => {
      for (const visibility of ["public", "internal"] as const) {
        const ran = await run({ inputs: dev(visibility), visibility });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect([...ran.artifacts]).toEqual([]);
        expect(ran.log).toContain("The private key is not written: anybody could read it.");
        const state = await stateOf(`${visibility}/dev`);
        expect(state?.outputs["private_key_pem"]?.value).toContain("BEGIN EXAMPLE KEY");
      }
    },
  );

  test("a deployment: green, with its state, its digest, its passwords, and its key as an artifact", async () => {
    const ran = await run({ inputs: dev("one"), visibility: "private" });
    expect(ran).toMatchObject({ exitCode: 0 });
    const state = await stateOf("one/dev");
    expect(allocator(state)).toMatchObject({
      image: pinned("linux-amd64-latest-test", deployments.digests.development),
      environment: "dev",
      user_data: {
        deployment_name: "one",
        environment: "dev",
        app: { admin_password: passwords.ADMIN_PASSWORD },
        db: { password: passwords.DB_PASSWORD },
      },
    });
    for (const shown of ["http://127.0.0.1:", "192.0.2.10", "one-dev-key"]) {
      expect(ran.log).toContain(shown);
    }
    expect(ran.log).toMatch(/Health +│ healthy/);
    const key = state?.outputs["private_key_pem"]?.value;
    expect([...ran.artifacts]).toEqual([["private-key-one-dev/private-key.pem", key]]);
    expect(ran.log).toContain(
      "[The private key](https://github.example/artifacts/private-key-one-dev)",
    );
  });

  test("an update, planned and applied; a failing one is red, and the deployment lives", async () => {
    expect((await run({ inputs: dev("two") })).exitCode).toBe(0);
    const first = await stateOf("two/dev");
    const second = await pushImage(deployments.registry, image, "newer", "newer-test");
    const updated = await run({ inputs: dev("two", { image_tag: "newer-test" }) });
    expect(updated.exitCode).toBe(0);
    expect(updated.log).toMatch(/terraform_data\.allocator +│ update: input, output/);
    expect(allocator(await stateOf("two/dev")).image).toContain(second);

    const failed = await run({ inputs: dev("two"), edit: breakHealthCheck });
    expect(failed.exitCode).toBe(1);
    expect(failed.log).toContain("LA643 apply-failed");
    expect(failed.log).toContain("What was deployed before is not destroyed.");
    const state = await stateOf("two/dev");
    const names = (it: TestState | undefined) => it?.resources.map(({ name }) => name);
    expect(names(state)).toEqual(names(first));
    expect(allocator(state).image).toContain(deployments.digests.development);

    expect((await run({ inputs: dev("two") })).exitCode).toBe(0);
  });

  test("a first deployment that fails is removed, and red", async () => {
    const ran = await run({ inputs: dev("three"), edit: breakHealthCheck });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain("It was the first deployment, so what it had created was destroyed");
    expect((await stateOf("three/dev"))?.resources).toEqual([]);
    expect(ran.artifacts.size).toBe(0);
  });

  test("destroy: nothing with a wrong confirmation; with the right one clients first, and nothing is left", async () => {
    for (const name of ["four", "five"]) {
      expect((await run({ inputs: dev(name) })).exitCode).toBe(0);
      await deployments.createClients(`${name}/dev`);
    }
    const before = await stateOf("four/dev");
    for (const confirm of ["four", "five/dev", "four/prod", "yes"]) {
      const refused = await run({ workflow: destroy, inputs: dev("four", { confirm }) });
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toMatch(
        // In the log or the summary: act may lose the last lines of a step that fails.
        /LA627 confirmation-differs[:| ]+the run would destroy four\/dev/,
      );
      expect(Object.values(refused.jobs)).toEqual(["failure"]);
    }
    expect(await stateOf("four/dev")).toEqual(before);

    const ran = await run({ workflow: destroy, inputs: dev("four", { confirm: "four/dev" }) });
    expect(ran.exitCode).toBe(0);
    expect((await stateOf("four/dev"))?.resources).toEqual([]);
    expect((await deployments.clientsOf("four/dev"))?.resources).toEqual([]);
    const order = [
      /Plan of destruction[\s\S]*terraform_data\.client\[1\] +│ delete\n/,
      /Plan of destruction[\s\S]*terraform_data\.allocator +│ delete\n/,
      /terraform_data\.client\[1\]: delete, done/,
      /terraform_data\.allocator: delete, done/,
    ].map((pattern) => ran.log.search(pattern));
    expect(order).not.toContain(-1);
    expect(ran.log.indexOf("client[1]: delete …")).toBeLessThan(
      ran.log.indexOf("allocator: delete …"),
    );
    expect(ran.log.lastIndexOf("Plan of destruction")).toBeLessThan(
      ran.log.indexOf("client[1]: delete …"),
    );
    expect((await stateOf("five/dev"))?.resources).not.toEqual([]);
    expect((await deployments.clientsOf("five/dev"))?.resources).not.toEqual([]);
  });

  test("two deployments of one environment, and one in two environments, share no state", async () => {
    const started = [
      { inputs: dev("six") },
      { inputs: dev("seven") },
      { event: "push-test" as const },
      {
        event: "repository-dispatch" as const,
        inputs: { environment: "test", deployment_name: "six" },
      },
    ];
    for (const options of started) expect((await run(options)).exitCode).toBe(0);
    const states = ["six/dev", "seven/dev", "lablink/test", "six/test"];
    expect(await deployments.store.keys()).toEqual(expect.arrayContaining(states.map(keyOf)));
    const names = await Promise.all(
      states.map(async (label) => attributes(await stateOf(label), "key_pair")?.value),
    );
    expect(names).toEqual(["six-dev-key", "seven-dev-key", "lablink-test-key", "six-test-key"]);
  });

  test("while another run holds the state, a deployment is refused and changes nothing", async () => {
    await using folder = await temporaryDirectory();
    const [begun, end] = [join(folder.path, "begun"), join(folder.path, "end")];
    const waits = `touch ${begun}; while ! test -e ${end}; do sleep 0.2; done\n`;
    const holder = run({
      inputs: dev("eight"),
      edit: (root) => writeFileSync(join(root, "lablink-infrastructure/health-check.sh"), waits),
    });
    try {
      let isOver = false;
      const over = holder.finally(() => {
        isOver = true;
      });
      over.catch(() => {});
      while (!existsSync(begun) && !isOver) await setTimeout(100);
      const refused = await run({ inputs: dev("eight"), edit: doNotWait });
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toMatch(/LA640 infrastructure-command-failed[:| ]+.*state lock/);
    } finally {
      writeFileSync(end, "");
    }
    expect((await holder).exitCode).toBe(0);
    expect((await stateOf("eight/dev"))?.resources).toHaveLength(4);
  });

  test("prod takes a released image by its digest, with passwords of its own", async () => {
    const inputs = { environment: "prod", image_tag: "0.2.0", deployment_name: "nine" };
    expect((await run({ inputs })).exitCode).toBe(0);
    expect(allocator(await stateOf("nine/prod")).image).toContain(deployments.digests.production);
  });

  test.each<[string, Partial<RunOptions>, string]>([
    ["no tag", { inputs: {} }, "LA623 deployment-tag-missing"],
    [
      "a -test tag",
      { inputs: { image_tag: "linux-amd64-latest-test" } },
      "LA624 deployment-tag-not-release",
    ],
    ["latest", { inputs: { image_tag: "latest" } }, "LA624 deployment-tag-not-release"],
    ["an unpublished version", { inputs: { image_tag: "9.9.9" } }, "LA625 deployment-image-absent"],
    [
      "a default password",
      { inputs: { image_tag: "0.2.0" }, secrets: { ...passwords, DB_PASSWORD: "lablink" } },
      "LA631 password-not-secret",
    ],
    [
      "no password",
      { inputs: { image_tag: "0.2.0" }, secrets: { DB_PASSWORD: passwords.DB_PASSWORD } },
      "LA631 password-not-secret",
    ],
  ])("prod with %s is refused before the state is touched", async (_, options, message) => {
    const inputs = { environment: "prod", deployment_name: "ten", ...options.inputs };
    const ran = await run({ ...options, inputs });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toContain(message);
    expect(ran.log).not.toMatch(/Run Main .*[Ii]nitialize/);
    expect(await stateOf("ten/prod")).toBeUndefined();
  });
});

/** The workflow waits minutes for a lock, and in this test the lock stays longer. */
function doNotWait(folder: string): void {
  const file = join(folder, ".github/workflows", deploy);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("tool-version:", "lock-timeout: 0s\n      tool-version:"));
}
