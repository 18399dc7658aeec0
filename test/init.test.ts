/** `npm run init` on small repositories: what it writes, and that doctor accepts it. */
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { gitRepository, temporaryDirectory } from "@lablink-actions/testkit";
import { init } from "../scripts/set-up/init.ts";
import { project, run, spawn, takesVersion, textOf, write } from "./set-up/programs.ts";
import { shapes } from "./set-up/shapes.ts";
import { readFiles } from "./workflow-files/files.ts";
import { languageProblems } from "./workflow-files/language-service.ts";
import {
  boundProblems,
  outputProblems,
  pinProblems,
  rightsProblems,
} from "./workflow-files/problems.ts";

describe.each(Object.entries(shapes))("%s", (_, shape) => {
  test("what init writes is accepted by doctor, and by GitHub's language service", async () => {
    await using repository = await gitRepository();
    if (shape.branch) await repository.git("branch", "--move", shape.branch);
    write(repository.path, shape.files);
    await repository.commit("all");
    for (const tag of shape.tags ?? []) await repository.tag(tag);
    const { path } = repository;

    const shown = await run("init", path);
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(shown.stdout).toContain("Nothing was written");
    expect(existsSync(join(repository.path, ".github"))).toBe(false);

    expect(await run("init", path, "--yes")).toMatchObject({ status: 0, stderr: "" });
    expect(textOf(repository.path, "lablink-actions.yml").replace(/^#.*\n/, "")).toBe(shape.config);
    const written = await repository.git("ls-files", "--others", ".github/workflows");
    expect(written.split("\n").map((path) => path.replace(/.*\//, ""))).toEqual(shape.workflows);
    expect(await run("doctor", path)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Errors: 0. Warnings: 0."),
    });
    const publishing = shape.workflows.find((name) => name.startsWith("publish")) ?? "";
    expect(textOf(repository.path, `workflows/${publishing}`)).toContain(
      `tags: ${shape.publishedBy}`,
    );
    expect(await workflowProblems(repository.path, shape.workflows)).toEqual([]);

    expect((await run("init", path, "--yes")).stdout).toContain("There is nothing to write");
  });
});

/** The same checks that hold for the example. */
async function workflowProblems(root: string, names: readonly string[]): Promise<string[]> {
  const paths = names.map((name) => [`examples/new/.github/workflows/${name}`, name] as const);
  const files = new Map(readFiles(process.cwd()));
  for (const [path, name] of paths) files.set(path, textOf(root, `workflows/${name}`));
  const problems = await Promise.all(
    paths.map(async ([path]) => [
      ...(await languageProblems(path, files)),
      ...pinProblems(path, files, "v1"),
      ...outputProblems(path, files),
      ...boundProblems(path, files),
      ...rightsProblems(path, files),
    ]),
  );
  return problems.flat();
}

test("LabLink itself has everything already", async () => {
  await using repository = await gitRepository();
  cpSync("examples/lablink", repository.path, { recursive: true });
  await repository.commit("all");
  const { stdout, status } = await run("init", repository.path, "--yes");
  expect({ stdout, status }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("There is nothing to write"),
  });
  expect(await run("doctor", repository.path)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Errors: 0. Warnings: 0."),
  });
});

test("without git, in a path with spaces", async () => {
  await using folder = await temporaryDirectory();
  const root = join(folder.path, "a repository's folder");
  write(root, { "pyproject.toml": project("foo"), "node_modules/x/pyproject.toml": project("x") });
  const { stdout } = await run("init", root, "--yes");
  expect(stdout).toContain("how version tags of foo begin: no tag is one of it");
  expect(textOf(root, "lablink-actions.yml")).toContain("packages:\n  foo:\n    directory: .\n");
  const { status, stdout: found } = await run("doctor", root, "--json");
  expect(status).toBe(0);
  expect(JSON.parse(found)).toEqual([
    expect.objectContaining({ level: "note", file: ".github/workflows/publish.yml" }),
  ]);
});

test("what must be completed is said by init, and doctor names exactly that", async () => {
  await using repository = await gitRepository();
  write(repository.path, {
    "pyproject.toml": project("foo"),
    Dockerfile: takesVersion("foo"),
    "Dockerfile.gpu": "FROM scratch\n",
  });
  const old = ".github/workflows/old.yml";
  write(repository.path, { [old]: "on: push\njobs:\n  a:\n    steps: [{ run: uv publish }]\n" });
  await repository.commit("all");
  await repository.tag("v1.2.3");
  const missing = 'Dockerfile.dev: error LA301 dockerfile-missing: there is no "Dockerfile.dev"';
  const { stdout } = await run("init", repository.path, "--yes");
  expect(stdout).toContain(`- ${missing}`);
  expect(stdout).toContain("- which images are built from Dockerfile.gpu");
  expect(stdout).toContain("- whether the images have these names: foo");
  expect(stdout).toContain(`- whether ${old}, which has uv publish, is still needed`);
  const { status, stdout: found } = await run("doctor", repository.path);
  expect(status).toBe(1);
  expect(found).toContain(missing);
  expect(found).toContain("Errors: 1. Warnings: 0.");
});

test("what is there stays, and new files have other names", async () => {
  await using repository = await gitRepository();
  const own = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n";
  const config = "packages:\n  foo: { directory: ., tag-prefix: r }\n";
  write(repository.path, {
    "pyproject.toml": project("foo"),
    ".github/workflows/ci.yml": own,
    ".github/lablink-actions.yml": config,
    ".github/workflows/publish.yml": "ignored",
    ".gitignore": "publish.yml",
  });
  await repository.commit("all");
  expect((await run("init", repository.path, "--yes")).status).toBe(0);
  expect(textOf(repository.path, "lablink-actions.yml")).toBe(config);
  expect(textOf(repository.path, "workflows/ci.yml")).toBe(own);
  expect(textOf(repository.path, "workflows/lablink-ci.yml")).toContain("python-ci.yml@v1");
  expect(textOf(repository.path, "workflows/publish.yml")).toBe("ignored");
  expect(textOf(repository.path, "workflows/lablink-publish.yml")).toContain('tags: ["r[0-9]*"]');
});

test("the programs, as they are called: a person is asked, and without one nothing is written", async () => {
  await using repository = await gitRepository();
  write(repository.path, { "pyproject.toml": project("foo") });
  await repository.commit("all");
  const path = ["--path", repository.path];
  expect(spawn("init", ...path)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Nothing was written: there is no terminal"),
  });
  expect(spawn("init", ...path, "--yes").status).toBe(0);
  expect(spawn("doctor", ...path).status).toBe(0);
});

test("a no is a no", async () => {
  await using repository = await gitRepository();
  write(repository.path, { "pyproject.toml": project("foo") });
  const said: string[] = [];
  const ask = async (question: string) => question !== "Write these 3 files?";
  await init(repository.path, { say: (text) => void said.push(text), ask });
  expect(said.at(-1)).toBe("Nothing was written.");
  expect(existsSync(join(repository.path, ".github"))).toBe(false);
});
