/**
 * lablink-images.yml of the example, run by act for every trigger: afterwards the registry holds exactly what the
 * design's decision table says.
 */

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  describeWithEngine,
  type EventName,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { type LocalServices, startLocalServices } from "../../scripts/act/local-services.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";
import { type Run, runImages, tagsIn } from "./images.ts";

const allocator = "talmolab/lablink-allocator-image";
const client = "talmolab/lablink-client-base-image";

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
const run = (
  event: EventName,
  inputs?: Readonly<Record<string, string>>,
  edit?: (folder: string) => void,
) => runImages({ services, release }, event, { inputs, edit });

/** Every tag of an image with its digest. */
const tagsOf = (image: string) => tagsIn(services.registry, image);

/** The workflow as it is, for a version that never gets on the index. */
function waitingForNothing(folder: string): void {
  appendFileSync(
    join(folder, ".github/workflows/lablink-images.yml"),
    '    with: { index-wait: "0" }\n',
  );
}

/** A run, and what it changed in the registry: the tags that are new or moved, and their digests. */
async function changesOf(act: () => Promise<Run>) {
  const before = { allocator: await tagsOf(allocator), client: await tagsOf(client) };
  const ran = await act();
  const difference = async (image: string, old: Map<string, string | undefined>) => {
    const now = [...(await tagsOf(image))].filter(([tag, digest]) => old.get(tag) !== digest);
    const digests = new Set(now.map(([, digest]) => digest));
    return { tags: now.map(([tag]) => tag).sort(), digests: [...digests] };
  };
  return {
    ran,
    allocator: await difference(allocator, before.allocator),
    client: await difference(client, before.client),
  };
}

/** The verified digest of an image, from the log. */
function verified({ log }: Run, image: string): string | undefined {
  return new RegExp(`Run Main Verify what was built[^]*?${image}@(sha256:[0-9a-f]{64})`).exec(
    log,
  )?.[1];
}

const descriptive = {
  allocator: ["linux-amd64-tofu-1.12.5", "linux-amd64-postgres-15"],
  client: [
    "linux-amd64-nvidia-cuda-12.8.1-cudnn8-devel-ubuntu24.04",
    "linux-amd64-ubuntu24.04-nvm-0.40.2-uv-0.6.8-miniforge3-24.11.3",
  ],
};

function developmentTags(commit: string, own: readonly string[]): string[] {
  const tags = [
    "linux-amd64-latest",
    "linux-amd64",
    `linux-amd64-${commit}`,
    commit,
    "latest",
    ...own,
  ];
  return tags.map((tag) => `${tag}-test`).sort();
}

function productionTags(commit: string, packageVersion: string, own: readonly string[]): string[] {
  const versions = [packageVersion, `linux-amd64-${packageVersion}`];
  const tags = ["linux-amd64-latest", "linux-amd64", `linux-amd64-${commit}`, commit, "latest"];
  return [...versions, ...tags, ...own].sort();
}

const programs = ["act", "buildx", "docker-registry", "git", "pypi-server", "uv"];
const nothing = { tags: [], digests: [] };

describeWithEngine("lablink-images.yml", () => {
  describeWith(programs, "run by act", () => {
    test.each<EventName>([
      "push-main",
      "push-test",
      "pull-request",
      "dispatch-test",
      "dispatch-ci-test",
    ])(
      "%s: development images under every -test tag, all of the digest that was verified",
      async (event) => {
        const { ran, ...images } = await changesOf(() => run(event));
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(images).toEqual({
          allocator: {
            tags: developmentTags(ran.commit, descriptive.allocator),
            digests: [verified(ran, allocator)],
          },
          client: {
            tags: developmentTags(ran.commit, descriptive.client),
            digests: [verified(ran, client)],
          },
        });
      },
      300_000,
    );

    test("a fork's pull request is built and verified, and pushes nothing", async () => {
      const { ran, ...images } = await changesOf(() => run("pull-request-fork"));
      expect(ran.exitCode).toBe(0);
      expect(Object.values(ran.jobs)).toEqual(["success", "success", "success"]);
      expect(ran.log.match(/Success - Main Verify what was built/g)).toHaveLength(2);
      expect(images).toEqual({ allocator: nothing, client: nothing });
    }, 300_000);

    test("dispatch prod: production images of exactly the published versions, without suffix", async () => {
      const { ran, ...images } = await changesOf(() => run("dispatch-prod"));
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(images).toEqual({
        allocator: {
          tags: productionTags(ran.commit, "0.0.2a0", descriptive.allocator),
          digests: [verified(ran, allocator)],
        },
        client: {
          tags: productionTags(ran.commit, "0.0.7a0", descriptive.client),
          digests: [verified(ran, client)],
        },
      });
    }, 300_000);

    test("the next release of one package leaves the other's image as it is", async () => {
      await buildExamplePackage("client", services.index.directory, "0.0.8a0");
      const { ran, ...images } = await changesOf(() =>
        run("dispatch-prod", { client_version: "0.0.8a0" }),
      );
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.log.match(/Success - Main Build\b/g)).toHaveLength(1);
      expect(ran.log.match(/Success - Main Verify what was built/g)).toHaveLength(2);
      expect(images).toEqual({
        allocator: nothing,
        client: {
          tags: productionTags(ran.commit, "0.0.8a0", descriptive.client),
          digests: [verified(ran, client)],
        },
      });
    }, 300_000);

    test("a repository of one image is promoted as well", async () => {
      const { ran, ...images } = await changesOf(() =>
        run("push-main", {}, (folder) => {
          const config = join(folder, ".github/lablink-actions.yml");
          const [before] = readFileSync(config, "utf8").split("  lablink-client-base-image:");
          writeFileSync(config, before ?? "");
        }),
      );
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(images).toMatchObject({
        allocator: { tags: developmentTags(ran.commit, descriptive.allocator) },
        client: nothing,
      });
    }, 300_000);

    test("if one image fails its checks, only the candidates' tags move, for all images", async () => {
      const { ran, ...images } = await changesOf(() =>
        run("push-main", {}, (folder) => {
          const script = "packages/client/src/lablink_client_service/check_gpu.py";
          writeFileSync(join(folder, script), "import a_module_nobody_has\n");
        }),
      );
      const candidate = `linux-amd64-${ran.commit}-test`;
      expect(ran.exitCode).toBe(1);
      expect(ran.log).toContain("a_module_nobody_has");
      expect(images).toMatchObject({
        allocator: { tags: [candidate] },
        client: { tags: [candidate] },
      });
    }, 300_000);

    describe("is red before anything is built", () => {
      test.each<[string, EventName, Record<string, string>, string]>([
        [
          "prod without versions",
          "dispatch-prod-no-versions",
          {},
          "LA102 prod-version-missing: production builds require a version for every package; lablink-allocator-service and lablink-client-service have none. Re-run with allocator_version=<version> and client_version=<version>, or environment=test for a development build.",
        ],
        [
          "prod with a version that is not on the index",
          "dispatch-prod",
          { client_version: "9.9.9" },
          "LA804 version-absent: ",
        ],
        ["an unknown environment", "dispatch-unknown", {}, "LA105 environment-unknown: "],
        [
          "a version on a development run",
          "dispatch-test",
          { client_version: "0.0.7a0" },
          "LA110 development-version: ",
        ],
      ])(
        "%s",
        async (_, event, inputs, message) => {
          const { ran, ...images } = await changesOf(() => run(event, inputs, waitingForNothing));
          expect(ran.exitCode).toBe(1);
          expect(ran.log).toContain(message);
          expect(Object.values(ran.jobs)).toEqual(["failure"]);
          expect(images).toEqual({ allocator: nothing, client: nothing });
        },
        120_000,
      );
    });
  });
});
