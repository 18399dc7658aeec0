/** ci.yml of the example, run by act: each package has its own result, and nothing is pushed. */
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  describeWithEngine,
  type EventName,
  registryAccount,
  temporaryDirectory,
  tried,
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
/** act counts the jobs of a matrix. */
const cli = (at: number) => `CI/Python CI/lablink-cli-${at}`;
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

/** Adds keys to a package of the configuration. */
function configure(folder: string, directory: string, keys: readonly string[]): void {
  replace(
    join(folder, ".github/lablink-actions.yml"),
    `directory: ${directory}\n`,
    `${[`directory: ${directory}`, ...keys].join("\n    ")}\n`,
  );
}

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, "utf8");
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`${file} does not have ${from}`);
  writeFileSync(file, changed);
}

/** Two Python versions that uv finds on this machine; one of them in two spellings if it is the only one. */
function pythonVersions(): [string, string] {
  const list = execFileSync(
    "uv",
    ["python", "list", "--only-installed", "--output-format", "json"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const found = new Set((JSON.parse(list) as { version: string }[]).map(({ version }) => version));
  const [one, other] = [...found];
  if (one === undefined) throw new Error("uv finds no Python on this machine");
  return [one, other ?? one.replace(/\.\d+$/, "")];
}

const passed = ["Success", "Success", "Success", "Success"];

describeWithEngine("ci.yml", () => {
  describeWith(["act", "docker-registry", "git", "pypi-server", "uv"], "run by act", () => {
    test.each<EventName>(["pull-request", "pull-request-fork"])(
      "%s: each package is linted and tested, the allocator's image is built and verified, nothing is pushed",
      async (event) => {
        const ran = await run(event);
        expect(ran.jobs).toEqual({
          [plan]: "success",
          [allocator]: "success",
          [client]: "success",
          [cli(3)]: "success",
          [image]: "success",
        });
        expect(ran.exitCode).toBe(0);
        expect(outcomes(ran, allocator)).toEqual(passed);
        expect(outcomes(ran, client)).toEqual(passed);
        expect(outcomes(ran, cli(3))).toEqual(passed);
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
          join(folder, "packages/allocator/src/lablink_allocator_service/db/vms.py"),
          "\n\nimport os\n",
        ),
      );
      expect(ran.exitCode).toBe(1);
      expect(outcomes(ran, allocator)).toEqual(["Failure", undefined, undefined, undefined]);
      expect(outcomes(ran, client)).toEqual(passed);
    });

    tried(
      "CI of a package with a dependency group instead of an extra, without ruff and pytest-cov, in two Python versions and with a script to prepare the tests, by act and uv",
      "each version has its own green job, and what is not installed is not run",
      async () => {
        const versions = pythonVersions();
        const ran = await run("pull-request", (folder) => {
          configure(folder, "packages/client", [
            `python: ${JSON.stringify(versions)}`,
            "setup: .github/prepare.sh",
          ]);
          const directory = join(folder, "packages/client");
          const group = '[dependency-groups]\ndev = ["pytest>=8"]\n';
          const extra = /^\[project\.optional-dependencies\]\ndev = .*\n/m;
          replace(join(directory, "pyproject.toml"), extra, group);
          const prepare = "python --version > prepared.txt\n";
          writeFileSync(join(folder, ".github/prepare.sh"), prepare);
          writeFileSync(
            join(directory, "tests/test_prepared.py"),
            'import platform\n\n\ndef test_prepared():\n    with open("prepared.txt") as file:\n        assert file.read() == f"Python {platform.python_version()}\\n"\n',
          );
          replace(
            join(folder, ".github/workflows/ci.yml"),
            "image: lablink-allocator-image",
            'image: ""',
          );
        });
        const jobs = versions.map((it, at) => `${client.slice(0, -2)} (Python ${it})-${at + 2}`);
        expect(ran.jobs).toEqual({
          [plan]: "success",
          [allocator]: "success",
          ...Object.fromEntries(jobs.map((it) => [it, "success"])),
          [cli(4)]: "success",
        });
        expect(ran.exitCode).toBe(0);
        expect(outcomes(ran, allocator)).toEqual(passed);
        for (const [at, job] of jobs.entries()) {
          expect(outcomes(ran, job)).toEqual([undefined, "Success", undefined, undefined]);
          const lines = ran.log.split("\n").filter((line) => line.startsWith(`[${job}]`));
          expect(lines.join("\n")).toMatch(/\d passed/);
          expect(lines.join("\n")).toContain(`-- Python ${versions[at]}`);
        }
      },
    );

    tried(
      "CI whose own lint command fails at the start of a pipe, and a script to prepare the tests that fails, by act and uv",
      "both are red before any test",
      async () => {
        const ran = await run("pull-request", (folder) => {
          configure(folder, "packages/allocator", ['lint: "false | cat"']);
          configure(folder, "packages/client", ["setup: .github/prepare.sh"]);
          writeFileSync(join(folder, ".github/prepare.sh"), "exit 4\n");
        });
        expect(ran.exitCode).toBe(1);
        expect(outcomes(ran, allocator)).toEqual(["Failure", undefined, undefined, undefined]);
        expect(outcomes(ran, client)).toEqual(["Success", undefined, undefined, undefined]);
        expect(ran.log).toContain(`[${client}]   ❌  Failure - Main Prepare the tests`);
      },
    );

    tried(
      "CI whose own test command has a limit for the coverage, by act and uv",
      "too little coverage is red",
      async () => {
        const ran = await run("pull-request", (folder) => {
          configure(folder, "packages/client", [
            "test: pytest --cov --cov-report=xml --cov-fail-under=90 --cov-report=term -k gpu",
          ]);
          const never = Array.from({ length: 90 }, (_, line) => `    print(${line})\n`).join("");
          appendFileSync(
            join(folder, "packages/client/src/lablink_client_service/check_gpu.py"),
            `\n\ndef never():\n${never}`,
          );
        });
        expect(ran.exitCode).toBe(1);
        expect(ran.log).toMatch(/Required test coverage of 90(\.0)?% not reached/);
        expect(outcomes(ran, client)).toEqual(["Success", "Failure", undefined, undefined]);
        expect(outcomes(ran, allocator)).toEqual(passed);
      },
    );
  });
});
