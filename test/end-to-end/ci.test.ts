/** ci.yml of the example, run by act: each package has its own result, and nothing is pushed. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  describeWithEngine,
  type EventName,
  registryAccount,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { checkOutExample } from "../../scripts/act/checkout.ts";
import { eventAt } from "../../scripts/act/event.ts";
import { type LocalServices, startLocalServices } from "../../scripts/act/local-services.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";

let services: LocalServices;
let release: string;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  release = join(cleanUp.use(await temporaryDirectory()).path, "release");
  writeRelease(release, "0".repeat(40));
  services = cleanUp.use(await startLocalServices());
}, 300_000);
afterAll(() => cleanUp.disposeAsync(), 60_000);

/** One run of the workflow, on a checkout of its own. */
async function run(event: EventName, edit?: (folder: string) => void): Promise<WorkflowRun> {
  await using checkout = await checkOutExample(services, edit);
  const commit = await checkout.git("rev-parse", "HEAD");
  const ran = await runWorkflow({
    workspace: checkout.path,
    workflow: "ci.yml",
    event: eventAt(event, commit),
    release,
    token: registryAccount.password,
    actor: registryAccount.username,
  });
  return ran;
}

const plan = "CI/Python CI/Plan";
// act adds numbers to the jobs of a matrix whose names look the same to it.
const allocator = "CI/Python CI/lablink-allocator-service-1";
const client = "CI/Python CI/lablink-client-service-2";
const image = "CI/Python CI/lablink-allocator-image (linux/amd64)";

const steps = ["Lint", "Test", "Show the coverage", "Keep the coverage"];

/** The results of the steps of a package's job. If one job of a matrix fails, act says that all failed. */
function outcomes({ log }: WorkflowRun, job: string): (string | undefined)[] {
  const lines = log.split("\n").filter((line) => line.startsWith(`[${job}]`));
  return steps.map((step) => {
    const line = lines.find((it) => it.match(`(Success|Failure) - Main ${step}( |$)`));
    return line && /Success|Failure/.exec(line)?.[0];
  });
}

const passed = ["Success", "Success", "Success", "Success"];

describeWithEngine("ci.yml", () => {
  describeWith(["act", "docker-registry", "git", "pypi-server", "uv"], "run by act", () => {
    test.each<EventName>(["pull-request", "pull-request-fork"])(
      "%s: both packages are linted and tested, the allocator's image is built and verified, nothing is pushed",
      async (event) => {
        const ran = await run(event);
        expect(ran.jobs).toEqual({
          [plan]: "success",
          [allocator]: "success",
          [client]: "success",
          [image]: "success",
        });
        expect(ran.exitCode).toBe(0);
        expect(outcomes(ran, allocator)).toEqual(passed);
        expect(outcomes(ran, client)).toEqual(passed);
        expect(ran.log).toMatch(/Success - Main Build /);
        expect(ran.log).toMatch(/Success - Main Verify /);
        const catalog = await services.registry.ask("any", "../_catalog");
        expect(await catalog.json()).toEqual({ repositories: [] });
      },
    );

    test("a test that fails is red, and the other package has its own result", async () => {
      const ran = await run("pull-request", (folder) =>
        appendFileSync(
          join(folder, "packages/client/tests/test_check_gpu.py"),
          "\n\ndef test_more():\n    raise AssertionError\n",
        ),
      );
      expect(ran.exitCode).toBe(1);
      expect(outcomes(ran, client)).toEqual(["Success", "Failure", undefined, undefined]);
      expect(outcomes(ran, allocator)).toEqual(passed);
    });

    test("what ruff finds is red, before any test", async () => {
      const ran = await run("pull-request", (folder) =>
        appendFileSync(
          join(folder, "packages/allocator/src/lablink_allocator_service/database.py"),
          "\n\nimport os\n",
        ),
      );
      expect(ran.exitCode).toBe(1);
      expect(outcomes(ran, allocator)).toEqual(["Failure", undefined, undefined, undefined]);
      expect(outcomes(ran, client)).toEqual(passed);
    });
  });
});
