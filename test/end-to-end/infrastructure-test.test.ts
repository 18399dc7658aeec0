/**
 * client-vm-infrastructure-test.yml of the example, run by act: the allocator is the example's own package, and
 * OpenTofu and the example's client create the client VMs for it.
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith } from "@lablink-actions/testkit";
import { breakHealthCheck, type Deployments, startDeployments } from "./deployments.ts";

const workflow = "client-vm-infrastructure-test.yml";
// act gives every run the same id.
const label = "run-1/test";

let deployments: Deployments;
beforeAll(async () => {
  deployments = await startDeployments();
}, 120_000);
afterAll(async () => deployments[Symbol.asyncDispose](), 60_000);

function python(name: "allocator" | "client") {
  const PYTHONPATH = resolve(`examples/lablink/packages/${name}/src`);
  return { ...process.env, PYTHONPATH };
}

interface Allocator extends AsyncDisposable {
  readonly url: string;
  /** The names of the VMs that wait to be created. */
  requested(): Promise<string[]>;
  /** How many VMs it knows. */
  count(): Promise<number>;
}

async function startAllocator(): Promise<Allocator> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  const env = { ...python("allocator"), LABLINK_HOST: "127.0.0.1", LABLINK_PORT: String(port) };
  const child = spawn("python3", ["-m", "lablink_allocator_service.main"], {
    env,
    stdio: "inherit",
  });
  const closed = once(child, "close");
  const url = `http://127.0.0.1:${port}`;
  const list = async () => {
    const answer = await fetch(`${url}/vms`);
    const { vms } = (await answer.json()) as { vms: { hostname: string; status: string }[] };
    return vms;
  };
  while (!(await list().catch(() => undefined))) await setTimeout(100);
  return {
    url,
    requested: async () =>
      (await list()).flatMap(({ hostname, status }) => (status === "requested" ? [hostname] : [])),
    count: async () => (await list()).length,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

/** Creates each VM that is requested, and starts the client on it, until the run is over. */
async function serve(allocator: Allocator, run: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  run.then(over, over);
  while (!isOver) {
    for (const hostname of await allocator.requested()) {
      await deployments.createClients(label);
      const client = (module: string) =>
        execFileSync(
          "python3",
          [
            "-m",
            `lablink_client_service.${module}`,
            "--allocator-url",
            allocator.url,
            "--hostname",
            hostname,
          ],
          { env: python("client"), stdio: "ignore" },
        );
      client("subscribe");
      client("check_gpu");
    }
    await setTimeout(100);
  }
}

/** Adds the allocator's address, and lets a client VM pass on a machine without a GPU. */
function edited(allocator: Allocator, more: string, edit = (_: string) => {}) {
  return (folder: string) => {
    appendFileSync(
      join(folder, "lablink-infrastructure/config/config.yaml"),
      `  url: ${allocator.url}\n`,
    );
    const file = join(folder, ".github/workflows", workflow);
    const text = readFileSync(file, "utf8");
    const inputs = `health: healthy,missing\n      ${more}\n      tool-version:`;
    writeFileSync(file, text.replace("tool-version:", inputs));
    edit(folder);
  };
}

async function expectNothingLeft(): Promise<void> {
  expect((await deployments.stateOf(label))?.resources).toEqual([]);
  expect((await deployments.clientsOf(label))?.resources ?? []).toEqual([]);
}

describeWith(
  ["act", "docker-registry", "git", "moto_server", "python3", "tofu"],
  "the infrastructure test",
  () => {
    test.each(["schedule", "dispatch"] as const)(
      "%s: a client VM comes up and is well; then nothing is left",
      async (event) => {
        await using allocator = await startAllocator();
        const running = deployments.run({
          workflow,
          event,
          edit: edited(allocator, "deadline: 300"),
        });
        await serve(allocator, running);
        const ran = await running;
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toMatch(/vm-[0-9a-f]{12} is requested: \d+ s of 300 s/);
        expect(ran.log).toContain("terraform_data.client[1]: delete, done");
        expect(ran.log).toContain("terraform_data.allocator: delete, done");
        expect(await allocator.count()).toBe(0);
        await expectNothingLeft();
      },
    );

    test("a client that never registers: red at the deadline, and nothing is left", async () => {
      await using allocator = await startAllocator();
      const ran = await deployments.run({
        workflow,
        event: "schedule",
        edit: edited(allocator, "deadline: 1"),
      });
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toMatch(/LA647 client-not-ready[:| ]+after 1 s vm-/);
      expect(ran.log).toContain("terraform_data.allocator: delete, done");
      expect(await allocator.count()).toBe(0);
      await expectNothingLeft();
    });

    // act ends a run with the first nested workflow that fails, so this test cannot see Destroy run.
    test("a deployment that fails: red, and nothing is left", async () => {
      await using allocator = await startAllocator();
      const edit = edited(allocator, "deadline: 1", breakHealthCheck);
      const ran = await deployments.run({ workflow, event: "schedule", edit });
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toContain("It was the first deployment");
      expect(ran.log).not.toContain("LA647");
      await expectNothingLeft();
    });
  },
);
