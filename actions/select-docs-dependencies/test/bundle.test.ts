import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { runAction, temporaryDirectory } from "@lablink-actions/testkit";

const extra = '[project.optional-dependencies]\ndocs = ["mkdocs"]\n';
const group = '[dependency-groups]\nDocs = ["mkdocs"]\n';

/** Runs in a workspace of these files. */
async function runIn(
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
) {
  await using workspace = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace.path, name)), { recursive: true });
    writeFileSync(join(workspace.path, name), text);
  }
  return await runAction("select-docs-dependencies", {
    event: "push-main",
    with: inputs,
    workspace: workspace.path,
  });
}

test.each([
  ["an extra docs", extra, {}, "--extra docs"],
  ["a group docs", group, {}, "--group docs"],
  ["both", extra + group, {}, "--extra docs --group docs"],
  ["an extra of another name", extra.replace("docs", "site"), { extra: "site" }, "--extra site"],
  [
    "words that are given",
    "",
    { install: "--all-packages --extra docs" },
    "--all-packages --extra docs",
  ],
])("%s", async (_, pyproject, inputs, install) => {
  const ran = await runIn({ "pyproject.toml": pyproject }, inputs);
  expect(ran.outputs).toEqual({ install, packages: "" });
});

test("packages are named from the project's folder, one word per line", async () => {
  const files = {
    "docs/pyproject.toml": extra,
    "packages/the client/pyproject.toml": "",
    "docs/setup.py": "",
  };
  const ran = await runIn(files, {
    project: "docs",
    packages: "packages/the client\ndocs/",
  });
  expect(ran.outputs["packages"]).toBe("--editable\n./../packages/the client\n--editable\n./");
});

test("LabLink's own tools are found", async () => {
  await using workspace = await temporaryDirectory();
  cpSync("examples/lablink", workspace.path, { recursive: true });
  const ran = await runAction("select-docs-dependencies", {
    event: "push-main",
    with: { packages: "packages/allocator\npackages/client" },
    workspace: workspace.path,
  });
  expect(ran.outputs["install"]).toBe("--extra docs");
});

test.each([
  ["no pyproject.toml", {}, {}, "LA656"],
  ["neither extra nor group", { "pyproject.toml": "[project]\n" }, {}, "LA656"],
  ["a pyproject.toml that is not TOML", { "pyproject.toml": "[" }, {}, "LA205"],
  ["a command in the words", { "pyproject.toml": extra }, { install: "--extra docs; id" }, "LA902"],
  ["a name that is an option", { "pyproject.toml": extra }, { extra: "-p" }, "LA902"],
  ["a folder that is not there", { "pyproject.toml": extra }, { packages: "client" }, "LA902"],
  ["a folder outside", { "pyproject.toml": extra }, { packages: "../client" }, "LA902"],
])("%s: refused, without outputs", async (_, files, inputs, code) => {
  const ran = await runIn(files, inputs);
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title?.slice(0, 5))).toEqual([code]);
});
