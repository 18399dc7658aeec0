/** `npm run init` and `npm run doctor`, called in a wrong way. */
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { gitRepository, temporaryDirectory } from "@lablink-actions/testkit";
import { project, run, spawn, write } from "./set-up/programs.ts";

describe("misuse has one clear answer:", () => {
  test.each(["init", "doctor"] as const)("%s with a wrong path", async (program) => {
    await using repository = await gitRepository();
    write(repository.path, { "inner/file": "" });
    await repository.commit("all");
    const { path } = repository;
    for (const [given, stderr] of [
      [`${path}/none`, `there is no ${path}/none. Name the folder of a repository.`],
      [`${path}/inner/file`, `${path}/inner/file is not a folder. Name that of a repository.`],
      [
        `${path}/inner`,
        `${path}/inner is a folder in the repository ${path}. Name the repository itself.`,
      ],
    ] as const) {
      expect(await run(program, given)).toEqual({ status: 2, stdout: "", stderr });
    }
  });

  test.each(["init", "doctor"] as const)("%s as it is called", async (program) => {
    const help = "--help says how it is called.\n";
    expect(spawn(program)).toEqual({
      status: 2,
      stdout: "",
      stderr: `--path DIR is missing.\n${help}`,
    });
    expect(spawn(program, "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`npm run ${program} -- --path DIR`),
    });
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "no package",
      { "pyproject.toml": "[tool.ruff]\n" },
      "there is no Python package: no pyproject.toml has [project] with a name",
    ],
    [
      "a pyproject.toml that is not TOML",
      { "pyproject.toml": "[project\n" },
      "pyproject.toml is not TOML at line 1",
    ],
    [
      "a folder in the place of the configuration",
      { ".github/lablink-actions.yml/x": "" },
      ".github/lablink-actions.yml is a folder. Delete or rename it.",
    ],
    [
      "all names taken",
      {
        "pyproject.toml": project("foo"),
        ".github/workflows/ci.yml": "",
        ".github/workflows/lablink-ci.yml": "",
      },
      ".github/workflows has ci.yml and lablink-ci.yml already.",
    ],
  ])("init with %s", async (_, files, stderr) => {
    await using repository = await gitRepository();
    write(repository.path, files);
    await repository.commit("all");
    expect(await run("init", repository.path, "--yes")).toEqual({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining(stderr),
    });
  });

  test("init with a .github that leads out of the repository", async () => {
    await using outside = await temporaryDirectory();
    await using repository = await gitRepository();
    write(repository.path, { "pyproject.toml": project("foo") });
    symlinkSync(outside.path, join(repository.path, ".github"));
    expect(await run("init", repository.path, "--yes")).toEqual({
      status: 2,
      stdout: "",
      stderr: ".github is a link that leads out of the repository. Replace it by a folder.",
    });
  });

  test("init keeps a configuration that is refused, and says what is wrong in it", async () => {
    await using repository = await gitRepository();
    write(repository.path, { ".github/lablink-actions.yml": "packages: 1\n" });
    await repository.commit("all");
    const { status, stdout } = await run("init", repository.path, "--yes");
    expect(status).toBe(0);
    expect(stdout).toContain(".github/lablink-actions.yml:1: error LA503 config-invalid");
    expect(existsSync(join(repository.path, ".github/workflows"))).toBe(false);
  });
});
