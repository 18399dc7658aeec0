/**
 * publish-pip.yml of the example, run by act: from a version tag to a version that can be installed, and on to the
 * production image that holds exactly that version.
 */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  describeWith,
  describeWithEngine,
  digestAt,
  type EventName,
  type GitRepository,
  registryAccount,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { checkOutExample, registryLogin } from "../../scripts/act/checkout.ts";
import { dispatchAt } from "../../scripts/act/event.ts";
import {
  examplePackages,
  type LocalServices,
  startLocalServices,
} from "../../scripts/act/local-services.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";
import {
  changed,
  checkOutFor,
  client,
  clientFiles,
  clientTag,
  type PublishOptions,
  publishIn,
  withForgedArtifact,
  withPlugin,
} from "./publishing.ts";

const built = /Success - Main uv build/;
const linted = /Success - Main Lint/;
const tested = /Success - Main Test/;
const uploaded = /Success - Main Upload/;
/** The jobs of a run that publishes nothing. A job that does not begin, as the one that publishes, has no result. */
const withoutUpload = (test: "success" | "failure") => ({
  "Publish Python Packages/Build": "success",
  "Publish Python Packages/Lint and test": test,
});
const withTest = (text: string) => (folder: string) =>
  writeFileSync(join(folder, client, "tests/test_more.py"), text);
let services: LocalServices;
let release: string;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  release = join(cleanUp.use(await temporaryDirectory()).path, "release");
  writeRelease(release, "0".repeat(40));
  // The other package was published before.
  services = cleanUp.use(await startLocalServices(examplePackages("allocator")));
}, 300_000);
afterAll(() => cleanUp.disposeAsync(), 60_000);

/** The client's files on the index. */
function published(): string[] {
  return readdirSync(services.index.directory)
    .filter((name) => name.startsWith("lablink_client_service"))
    .sort();
}

/** The module of a wheel or an sdist on the index that the plugin changes. */
function moduleIn(file: string): string {
  const [program, words] = file.endsWith(".whl")
    ? ["unzip", ["-p", "{}", "*/heartbeat.py"]]
    : ["tar", ["-xzOf", "{}", "--wildcards", "*/heartbeat.py"]];
  const path = join(services.index.directory, file);
  return execFileSync(
    program,
    words.map((word) => word.replace("{}", path)),
    { encoding: "utf8" },
  );
}

const checkOut = (options: Omit<PublishOptions, "event">) => checkOutFor(services, options);
const runIn = (checkout: GitRepository, options: PublishOptions) =>
  publishIn(checkout, services, release, options);
async function run(options: PublishOptions): Promise<WorkflowRun> {
  await using checkout = await checkOut(options);
  return await runIn(checkout, options);
}

const dispatched = { package: "lablink-client-service", dry_run: "true", skip_tests: "false" };

describeWith(
  ["act", "docker-registry", "git", "pypi-server", "uv"],
  "publish-pip.yml, run by act",
  () => {
    describe("a dry run", () => {
      test("does everything but upload, and says so", async () => {
        const ran = await run({ event: "dispatch", inputs: dispatched });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toMatch(tested);
        expect(ran.log).toMatch(built);
        expect(ran.log).not.toMatch(uploaded);
        expect(ran.log).toMatch(/To be published +│ no, this is a dry run/);
        expect(ran.jobs).toEqual(withoutUpload("success"));
        expect(published()).toEqual([]);
      });

      test("leaves out the tests if asked, and nothing else", async () => {
        const ran = await run({ event: "dispatch", inputs: { ...dispatched, skip_tests: "true" } });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toMatch(linted);
        expect(ran.log).toMatch(built);
        expect(ran.log).not.toMatch(tested);
        expect(published()).toEqual([]);
      });
    });

    describe("nothing is published", () => {
      test("by a tag that is not a version tag, which is green, and builds nothing", async () => {
        const ran = await run({ event: "push-tag", tag: "dashboard_v1.0" });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).not.toMatch(built);
        expect(published()).toEqual([]);
      });

      test.each<[string, PublishOptions, string]>([
        [
          "by a dispatch from a branch",
          { event: "dispatch", inputs: { ...dispatched, dry_run: "false" } },
          "LA226 tag-unmatched",
        ],
        [
          "of a tag that pyproject.toml disagrees with",
          { event: "push-tag", tag: "lablink-client-service_v0.0.8a0" },
          "LA202 tag-version-differs",
        ],
        [
          "of a commit that is not on main",
          {
            event: "push-tag",
            tag: clientTag,
            prepare: async (checkout) => {
              await checkout.branch("feature");
              await checkout.commit("not reviewed");
            },
          },
          "LA213 tag-off-branch",
        ],
        [
          "with a version that is none",
          {
            event: "push-tag",
            tag: clientTag,
            edit: (folder) => {
              const file = join(folder, client, "pyproject.toml");
              const text = readFileSync(file, "utf8");
              writeFileSync(file, text.replace(/^version = .*$/m, 'version = "latest"'));
            },
          },
          "LA209 project-version-invalid",
        ],
      ])("%s, which is red", async (_, options, message) => {
        const ran = await run(options);
        expect(ran.exitCode).toBe(1);
        expect(ran.log).toContain(message);
        expect(ran.log).not.toMatch(built);
        expect(ran.log).not.toMatch(tested);
        expect(published()).toEqual([]);
      });

      test.each([
        ["a test fails", "def test_more():\n    raise AssertionError\n", "Failure - Main Test"],
        ["the lint finds something", "import os\n", "Failure - Main Lint"],
      ])("if %s, which is red, whatever was built", async (_, text, message) => {
        const ran = await run({
          event: "push-tag",
          tag: clientTag,
          edit: withTest(text),
        });
        expect(ran.exitCode).toBe(1);
        expect(ran.log).toContain(message);
        expect(ran.jobs).toEqual(withoutUpload("failure"));
        expect(published()).toEqual([]);
      });
    });

    tried(
      "publish-pip.yml by act, where another job replaces the artifact of the built files",
      "nothing is published, because each file is compared with the hash that the build job gave out",
      async () => {
        const ran = await run({ event: "push-tag", tag: clientTag, edit: withForgedArtifact });
        expect(ran.exitCode).toBe(1);
        expect(ran.log).toContain("LA227 built-file-differs");
        expect(published()).toEqual([]);
      },
    );

    describe("the version's tag", () => {
      let checkout: GitRepository;
      beforeAll(async () => {
        checkout = cleanUp.use(await checkOut({ tag: clientTag, edit: withPlugin }));
      });
      const runAgain = (event: EventName, inputs?: PublishOptions["inputs"]) =>
        runIn(checkout, { event, tag: clientTag, ...(inputs && { inputs }) });

      tried(
        "publish-pip.yml by act, with a plugin of pytest that appends a line to a module when the tests are over",
        "both files are published as they were built, without that line, and the command is shown that builds the images",
        async () => {
          const ran = await runAgain("push-tag");
          expect(ran).toMatchObject({ exitCode: 0 });
          expect(published()).toEqual(clientFiles);
          expect(ran.log).toMatch(tested);
          expect(ran.log).toContain("The sources were changed");
          for (const file of clientFiles) {
            expect(moduleIn(file)).toMatch(/^import /m);
            expect(moduleIn(file)).not.toContain(changed);
          }
          expect(ran.log).toContain(
            "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=0.0.2a0 -f client_version=0.0.7a0",
          );
        },
      );

      test("and the run of its release, for the same version, uploads nothing and is green", async () => {
        const ran = await runAgain("release");
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toContain("nothing: the index has every file");
        expect(published()).toEqual(clientFiles);
      });

      test("run again after an upload that was cut short, finishes it", async () => {
        rmSync(join(services.index.directory, clientFiles[0] ?? ""));
        const ran = await runAgain("push-tag");
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(published()).toEqual(clientFiles);
      });

      test("dispatched by hand publishes as well", async () => {
        for (const file of clientFiles) rmSync(join(services.index.directory, file));
        const inputs = { ...dispatched, dry_run: "false", skip_tests: "true" };
        const ran = await runAgain("dispatch", inputs);
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(published()).toEqual(clientFiles);
      });
    });

    describeWithEngine("and on to the images", () => {
      test("the command that was shown builds images that hold exactly what was published", async () => {
        await using checkout = await checkOutExample(services);
        const commit = await checkout.git("rev-parse", "HEAD");
        const versions = { allocator_version: "0.0.2a0", client_version: "0.0.7a0" };
        const ran = await runWorkflow({
          workspace: checkout.path,
          workflow: "lablink-images.yml",
          event: dispatchAt("dispatch-prod", commit, versions),
          release,
          token: registryAccount.password,
          actor: registryAccount.username,
          secrets: registryLogin,
        });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log).toMatch(/lablink-client-service +│ 0\.0\.7a0, installable, 2 files/);
        for (const image of [
          "lablink-allocator-image:0.0.2a0",
          "lablink-client-base-image:0.0.7a0",
        ]) {
          const [name = "", tag = ""] = image.split(":");
          expect(await digestAt(services.registry, `talmolab/${name}`, tag)).toMatch(/^sha256:/);
        }
      });
    });
  },
);
