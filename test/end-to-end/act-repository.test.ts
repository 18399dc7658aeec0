/** `npm run act -- --repository`: a workflow of another repository, with a registry and an index of this machine. */
import { execFile } from "node:child_process";
import { expect, test } from "@jest/globals";
import {
  describeWith,
  describeWithEngine,
  type GitRepository,
  gitRepository,
} from "@lablink-actions/testkit";

const files = {
  "pyproject.toml": `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "thermometer"
version = "3.1.0"
description = "Says how warm it is."
authors = [{ name = "Ann" }]
requires-python = ">=3.10"
`,
  "src/thermometer/__init__.py": '"""Says how warm it is."""\n',
  Dockerfile: `FROM python:3.11-slim-bookworm
ARG PACKAGE_VERSION
ARG UV_DEFAULT_INDEX
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir --index-url "$UV_DEFAULT_INDEX" "thermometer==$PACKAGE_VERSION"
`,
  ".github/lablink-actions.yml": `packages:
  thermometer: { directory: ".", version-input: version }
images:
  thermometer:
    package: thermometer
    dockerfile: Dockerfile
    checks: .github/checks.yml
`,
  ".github/checks.yml": `venv: /venv
distribution: thermometer
imports: [thermometer]
`,
  // Another ref than ours: it is run by what is checked out here all the same.
  ".github/workflows/release.yml": `on:
  workflow_dispatch:
    inputs:
      environment: { type: string }
      version: { type: string }
permissions: {}
jobs:
  images:
    permissions: { contents: read, packages: write }
    uses: talmolab/lablink-actions/.github/workflows/images.yml@0123456789012345678901234567890123456789
`,
};

async function thermometer(): Promise<GitRepository> {
  const repository = await gitRepository();
  for (const [path, text] of Object.entries(files)) await repository.write(path, text);
  await repository.commit("A thermometer");
  await repository.git("remote", "add", "origin", "git@github.com:weather/thermometer.git");
  return repository;
}

function act(...words: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const script = ["scripts/act.ts", ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, script, { maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : 0;
      resolve({ code, output: stdout + stderr });
    });
  });
}

const programs = ["act", "buildx", "docker-registry", "git", "pypi-server", "uv"];

describeWithEngine("npm run act -- --repository", () => {
  describeWith(programs, "with the tools", () => {
    test("builds, verifies and promotes another repository's image, from its own package", async () => {
      await using repository = await thermometer();
      const words = ["release", "--environment", "prod", "--input", "version=3.1.0"];
      const { code, output } = await act("--repository", repository.path, ...words);
      expect(output).toContain("an index with thermometer");
      expect(output).toMatch(/127\.0\.0\.1:\d+\/weather\/thermometer:3\.1\.0/);
      expect(output).toMatch(/^success {2}images\/Images\/Promote$/m);
      expect(code).toBe(0);
      // Nothing is left in the repository, neither built files nor a commit.
      expect(await repository.git("status", "--porcelain")).toBe("");
      expect(await repository.git("rev-list", "--count", "--all")).toBe("1");
    }, 600_000);
  });
});

test("says what is wrong with a repository's configuration, before anything is built", async () => {
  await using repository = await thermometer();
  await repository.write(".github/lablink-actions.yml", "package: {}\n");
  const { code, output } = await act("--repository", repository.path, "release");
  expect(output).toContain("LA503 config-invalid");
  expect(code).toBe(2);
});
