/** `npm start`, as a program: the script that npm runs, after the installation. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryDirectory, tried } from "@lablink-actions/testkit";
import { readArguments } from "../../scripts/decision-table/arguments.ts";

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly progress: string;
}

function start(...words: string[]): Promise<Ended> {
  const script = ["scripts/start.ts", ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, script, (error, output, progress) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output, progress });
    });
  });
}

describe("npm start", () => {
  test("prints the whole decision table of the example", async () => {
    const { code, output } = await start();
    expect(code).toBe(0);
    const lines = output.split("\n").map((line) => line.replace(/ {2,}/g, " | "));
    expect(lines).toEqual(
      expect.arrayContaining([
        "TRIGGER | IMAGE | DOCKERFILE | PACKAGE | VERSION | SUFFIX | TESTS | TAG LIST",
        "pull request | lablink-allocator-image | packages/allocator/Dockerfile.dev | local code | – | -test | run | 1",
        "pull request from a fork | lablink-allocator-image | packages/allocator/Dockerfile.dev | local code | – | -test | run | 1, not pushed",
        "push to main | lablink-allocator-image | packages/allocator/Dockerfile.dev | local code | – | -test | run | 1",
        " | lablink-client-base-image | packages/client/Dockerfile.dev | local code | – | -test | run | 2",
        "dispatch, prod | lablink-allocator-image | packages/allocator/Dockerfile | PyPI | 0.0.2a0 | none | not run | 3",
        " | lablink-client-base-image | packages/client/Dockerfile | PyPI | 0.0.7a0 | none | not run | 4",
        "dispatch, prod, no versions | refused: LA102 prod-version-missing",
        "workflow_run | refused: LA101 event-unsupported",
        " | ghcr.io/talmolab/lablink-allocator-image:linux-amd64-<sha>-test",
        " | ghcr.io/talmolab/lablink-client-base-image:linux-amd64-0.0.7a0",
      ]),
    );
  });

  test("shows one run in full, and its progress apart", async () => {
    const { code, output, progress } = await start(
      ...["--event", "workflow_dispatch", "--environment", "prod"],
      ...["--version", "lablink-allocator-service==0.0.2a0"],
      ...["--version", "lablink-client-service==0.0.7a0"],
    );
    expect(code).toBe(0);
    expect(output).toMatch(/^workflow_dispatch on refs\/heads\/main, environment prod\n/);
    expect(output).toContain("select-dockerfile: lablink-client-base-image");
    expect(output).toMatch(/Dockerfile +│ packages\/client\/Dockerfile\n/);
    expect(output).toMatch(/│ ghcr\.io\/talmolab\/lablink-client-base-image:0\.0\.7a0\n/);
    expect(progress).toContain("Building the actions…");
  });

  test("ends with 1 if that run is refused", async () => {
    const { code, output } = await start("--environment", "prod");
    expect(code).toBe(1);
    expect(output).toContain("LA102 prod-version-missing");
  });

  test("--config takes another repository's file, with every default; --json is for programs", async () => {
    await using repository = await temporaryDirectory();
    const config = join(repository.path, "lablink-actions.yml");
    writeFileSync(
      config,
      "registry: localhost:5000/me\npackages: { sleap: { directory: . } }\nimages: { sleap: { package: sleap, dockerfile: Dockerfile } }\n",
    );
    writeFileSync(join(repository.path, "Dockerfile.dev"), "");
    const { code, output } = await start("--config", config, "--json", "--event", "pull_request");
    expect(code).toBe(0);
    const [run] = JSON.parse(output);
    expect(run).toMatchObject({
      event: "pull_request",
      "enforce-prod-version": { outputs: { channel: "development" } },
      images: [{ image: "sleap", "compute-tags": { outputs: { "can-push": "true" } } }],
    });
    const { tags } = run.images[0]["compute-tags"].outputs;
    expect(tags.split("\n")).toContain("localhost:5000/me/sleap:linux-amd64-latest-test");
  });

  tried(
    "npm start for a repository whose production Dockerfile installs the checkout",
    "the table shows the refusal of production in place of the version",
    async () => {
      await using repository = await temporaryDirectory();
      const config = join(repository.path, "lablink-actions.yml");
      writeFileSync(
        config,
        "packages: { sleap: { directory: . } }\nimages: { sleap: { package: sleap, dockerfile: Dockerfile } }\n",
      );
      const dockerfile = "FROM python:3.12\nCOPY . /app\nRUN pip install /app\n";
      writeFileSync(join(repository.path, "Dockerfile"), dockerfile);
      writeFileSync(join(repository.path, "Dockerfile.dev"), dockerfile);
      const { code, output } = await start("--config", config);
      expect(code).toBe(0);
      const [, prod] = /^dispatch, prod {2,}(.*)$/m.exec(output) ?? [];
      expect(prod?.split(/ {2,}/)).toEqual(["sleap", "refused: LA304 version-argument-missing"]);
      expect(output).toContain('"Dockerfile" declares no ARG PACKAGE_VERSION');
      expect(output).not.toContain("PyPI");
    },
  );

  test.each([
    [["--help"], 0, /--environment/],
    [
      ["--version", "other==1"],
      2,
      /^--version names other; the packages are lablink-alloc.*--help/s,
    ],
    [["--config", "nowhere.yml"], 2, /^LA501 config-missing: there is no "nowhere\.yml"\. /],
  ])("%j ends with %i", async (words, code, message) => {
    const ended = await start(...words);
    expect(ended.code).toBe(code);
    expect(ended.progress || ended.output).toMatch(message);
  });
});

test.each([
  [["--bogus"], "Unknown option '--bogus'"],
  [["--version", "lablink-client-service"], "write PACKAGE==VERSION"],
  [["--version", "a==1", "--version", "a==2"], "--version names a more than once"],
])("%j is refused", (words, message) => {
  expect(() => readArguments(words)).toThrow(message);
});
