/**
 * client-vm-infrastructure-test.yml of the example, run by act: OpenTofu deploys, and LabLink's own allocator, as the
 * package index has it, launches and destroys the client VM.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import {
  allocatorTools,
  describeWith,
  startAllocator,
  type TestAllocator,
} from "@lablink-actions/testkit";
import type { WorkflowRun } from "../../scripts/act/run-workflow.ts";
import {
  breakHealthCheck,
  type Deployments,
  passwords,
  type RunOptions,
  startDeployments,
} from "./deployments.ts";

const workflow = "client-vm-infrastructure-test.yml";
// act gives every run the same id.
const label = "run-1/test";

let deployments: Deployments;
let allocator: TestAllocator;
const cleanUp = new AsyncDisposableStack();

/** One run that deploys an allocator at this one's address. */
function run(
  event: RunOptions["event"],
  deadline: string,
  edit = (_: string) => {},
): Promise<WorkflowRun> {
  return deployments.run({
    workflow,
    ...(event && { event }),
    allocator: allocator.url,
    secrets: { ...passwords, ADMIN_PASSWORD: allocator.password },
    edit(folder) {
      const file = join(folder, ".github/workflows", workflow);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace("tool-version:", `${deadline}\n      tool-version:`));
      edit(folder);
    },
  });
}

async function expectNothingLeft(): Promise<void> {
  expect((await deployments.stateOf(label))?.resources).toEqual([]);
  expect((await deployments.clientsOf(label))?.resources ?? []).toEqual([]);
  expect(await (await allocator.ask("/api/v1/clients")).json()).toEqual({ clients: [] });
}

describeWith(
  ["act", "docker-registry", "git", "tofu", ...allocatorTools],
  "the infrastructure test",
  () => {
    beforeAll(async () => {
      deployments = cleanUp.use(await startDeployments());
      allocator = cleanUp.use(await startAllocator());
    }, 180_000);
    afterAll(() => cleanUp.disposeAsync(), 60_000);
    afterEach(() => allocator.use({}));

    test.each(["schedule", "dispatch"] as const)(
      "%s: a client VM comes up and is well; then nothing is left",
      async (event) => {
        const ran = await run(event, "deadline: 300");
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toMatch(/operation \d+ launches a client VM/);
        expect(ran.log).toMatch(/Name\s+│ sleap-lablink-client-test-vm-1/);
        expect(ran.log).toContain("terraform_data.allocator: delete, done");
        await expectNothingLeft();
      },
    );

    test("a client that never registers: red at the deadline, and nothing is left", async () => {
      allocator.use({ registers: false });
      const ran = await run("schedule", "deadline: 1");
      expect(ran.exitCode).toBe(1);
      // On a busy machine, the launch itself has not ended by then.
      expect(ran.log).toMatch(
        /LA647 client-not-ready[:| ]+(after 1 s the client VM has not registered|the launch, )/,
      );
      expect(ran.log).toContain("terraform_data.allocator: delete, done");
      await expectNothingLeft();
    });

    // act ends a run with the first nested workflow that fails, so this test cannot see Destroy run.
    test("a deployment that fails: red, and nothing is left", async () => {
      const ran = await run("schedule", "deadline: 1", breakHealthCheck);
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toContain("It was the first deployment");
      expect(ran.log).not.toContain("LA647");
      await expectNothingLeft();
    });
  },
);
