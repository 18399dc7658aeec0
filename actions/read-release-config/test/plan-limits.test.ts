import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { requireCarriable } from "../src/plan-limits.ts";

const none = {
  images: "[]",
  planned: "[]",
  packages: "[]",
  tests: "[]",
  package: "",
  directory: "",
  "tag-prefix": "",
  versions: "",
  "version-inputs": "",
  "from-checkout": "",
  "token-registry": "",
  "other-registry": "",
  "index-url": "",
  "publish-url": "",
  "development-environments": "",
  "production-environments": "",
  "production-refs": "",
  "development-suffix": "",
  "production-on": "",
  "release-tags": "",
};

function seen(outputs: Partial<typeof none>, builds = 0, tests = 0): string[] {
  const result = requireCarriable({ outputs: { ...none, ...outputs }, builds, tests }, "config");
  return result.ok ? [] : result.refusals.map((refusal) => refusal.seen);
}

test("what is within the limits passes, and one more does not", () => {
  expect(seen({ planned: "x".repeat(131_008) }, 256, 256)).toEqual([]);
  expect(seen({ planned: "x".repeat(131_009) }, 257, 257)).toEqual([
    "the plan has 257 builds (images, once for each platform), and the limit is 256 jobs of a matrix",
    "the plan has 257 tests (packages, once for each Python version), and the limit is 256 jobs of a matrix",
    "the plan has 131,073 bytes in planned, and the limit is 131,072 bytes of an environment variable",
  ]);
});

test("what is only for a matrix may be longer than a variable", () => {
  expect(seen({ images: "x".repeat(200_000) })).toEqual([]);
  expect(seen({ tests: "x".repeat(200_000) })).toEqual([]);
  expect(seen({ packages: "x".repeat(200_000) })).toHaveLength(1);
});

test("bytes are counted, not characters", () => {
  expect(seen({ planned: "é".repeat(65_504) })).toEqual([]);
  expect(seen({ planned: "é".repeat(65_505) })).toHaveLength(1);
});

test("all outputs of a job count together, in UTF-16", () => {
  const name = "x".repeat(100_000);
  const five = { images: name, packages: name, package: name, directory: name, versions: name };
  expect(seen(five)).toEqual([]);
  expect(seen({ ...five, "version-inputs": name })).toEqual([
    expect.stringMatching(
      /^the plan has 1,200,\d{3} bytes in all of its outputs, and the limit is 1,048,576 bytes of a job's outputs$/,
    ),
  ]);
});

test("the remedy names what a caller of images.yml can do, and the file", () => {
  const result = requireCarriable({ outputs: none, builds: 300, tests: 0 }, "a.yml");
  expect(result.ok ? [] : result.refusals.map(refusalMessage)).toEqual([
    "LA504 plan-too-large: the plan has 300 builds (images, once for each platform), and the limit is 256 jobs of a matrix. Divide a.yml among several configurations, each with some of the packages and images, and call the workflow once for each, with its input config. Shorter lists of tags make a plan smaller too.",
  ]);
  expect(result).toMatchObject({ refusals: [{ location: { file: "a.yml" } }] });
});

async function plan(images: number, more = 8) {
  await using workspace = await temporaryDirectory();
  const tags = [
    "{version}",
    "latest",
    ...Array.from({ length: more }, (_, tag) => `{platform}-variant-${tag}`),
  ];
  const entries = Array.from({ length: images }, (_, index) => {
    return `  image-${index}: { package: a, dockerfile: images/image-${index}/Dockerfile, tags: ${JSON.stringify(tags)} }\n`;
  });
  const config = `packages: { a: { directory: . } }\nimages:\n${entries.join("")}`;
  writeFileSync(join(workspace.path, "config.yml"), config);
  return await runAction("read-release-config", {
    event: "push-main",
    workspace: workspace.path,
    with: { config: "config.yml" },
  });
}

/** Starts a program with a plan as the runner gives it to promote-image. */
function start(planned: string) {
  return spawnSync("true", { env: { PATH: process.env["PATH"], INPUT_PLANNED: planned } });
}

tried(
  "a plan of 250 images with 22 tags each, which the kernel does not take as a variable of the promotion (E2BIG)",
  "the plan refuses it before anything is built, and names the limit and what to do",
  async () => {
    const fits = await plan(150);
    expect(fits.exitCode).toBe(0);
    expect(start(fits.outputs["planned"] ?? "").error).toBeUndefined();

    const [first] = JSON.parse((await plan(1, 20)).outputs["planned"] ?? "");
    const bigger = JSON.stringify(Array.from({ length: 250 }, () => first));
    expect(start(bigger).error).toMatchObject({ code: "E2BIG" });
    const ran = await plan(250, 20);
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations).toMatchObject([
      { title: "LA504 plan-too-large", level: "error", file: "config.yml" },
    ]);
    expect(ran.annotations[0]?.message).toContain(
      "131,072 bytes of an environment variable. Divide",
    );
  },
);

tried(
  "a plan of 250 images with ten tags each, whose matrix is longer than a variable may be",
  "the part that the promotion takes fits, and the plan is green",
  async () => {
    const ran = await plan(250);
    expect(ran.exitCode).toBe(0);
    expect(start(ran.outputs["images"] ?? "").error).toMatchObject({ code: "E2BIG" });
    expect(start(ran.outputs["planned"] ?? "").error).toBeUndefined();
  },
);

tried(
  "a configuration of 257 images, one more than GitHub takes as jobs of a matrix",
  "the plan refuses it and says what was counted",
  async () => {
    const ran = await plan(257);
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.message).toContain(
      "LA504 plan-too-large: the plan has 257 builds (images, once for each platform), and the limit is 256 jobs of a matrix. ",
    );
  },
);
