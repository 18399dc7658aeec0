/** Packages whose sources say their version in another place, or do not say it at all. */
import { describe, expect, test } from "@jest/globals";
import { parseProject, refusalsOf } from "./support.ts";

const file = "packages/foo/pyproject.toml";
const poetryBackend = '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n';
const poetry = '[tool.poetry]\nname = "foo"\nversion = "1.0-alpha.1"\n';
const dynamic = '[project]\nname = "foo"\ndynamic = ["version"]\n';

/** The name and version that are read, or the names of the refusals. */
function read(text: string | undefined, setup: readonly string[] = []) {
  const project = parseProject(text, file, "foo", setup);
  if (!project.ok) return refusalsOf(project).map(({ name }) => name);
  const { name, version } = project.value;
  return [name, version?.canonical];
}

describe("the version", () => {
  test.each<[string, string | undefined, string[], unknown[]]>([
    ["is in Poetry's own table", poetryBackend + poetry, [], ["foo", "1.0a1"]],
    ["is there for [project] as well", poetryBackend + poetry + dynamic, [], ["foo", "1.0a1"]],
    [
      "is made by hatch-vcs",
      `${dynamic}[tool.hatch.version]\nsource = "vcs"`,
      [],
      ["foo", undefined],
    ],
    [
      "is dynamic, and one that is written beside it does not count",
      `${dynamic}version = "1.0"`,
      [],
      ["foo", undefined],
    ],
    [
      "is made by setuptools-scm",
      `${dynamic}[build-system]\nrequires = ["setuptools-scm"]`,
      [],
      ["foo", undefined],
    ],
    [
      "is made by a plugin of Poetry",
      `${poetryBackend}${poetry}[tool.poetry-dynamic-versioning]\nenable = true`,
      [],
      ["foo", undefined],
    ],
    [
      "is made by that plugin's backend",
      `${poetryBackend.replace("poetry.core", "poetry_dynamic_versioning")}${poetry}`,
      [],
      ["foo", undefined],
    ],
    [
      "is in setup.py, without a pyproject.toml",
      undefined,
      ["packages/foo/setup.py"],
      [undefined, undefined],
    ],
    [
      "is in setup.py, beside settings of tools",
      "[tool.black]\n",
      ["packages/foo/setup.py"],
      [undefined, undefined],
    ],
    ["is in setup.cfg", "[tool.black]\n", ["packages/foo/setup.cfg"], [undefined, undefined]],
    [
      "is where another backend has it",
      '[build-system]\nrequires = ["flit-core"]\n',
      [],
      [undefined, undefined],
    ],
    [
      "of Poetry does not count if another backend builds",
      poetry + dynamic,
      [],
      ["foo", undefined],
    ],
  ])("%s", (_what, text, setup, expected) => {
    expect(read(text, setup)).toEqual(expected);
  });

  test.each<[string, string | undefined, string[], string[]]>([
    ["no file at all", undefined, [], ["pyproject-missing"]],
    ["setup.cfg alone", undefined, ["packages/foo/setup.cfg"], ["pyproject-missing"]],
    ["settings of tools alone", "[tool.black]\n", [], ["project-table-missing"]],
    ["Poetry's table without its backend", poetry, [], ["project-table-missing"]],
    [
      "another package of Poetry's",
      (poetryBackend + poetry).replace("foo", "bar"),
      [],
      ["project-name-differs"],
    ],
    [
      "a bad version of Poetry's",
      (poetryBackend + poetry).replace("1.0-alpha.1", "latest"),
      [],
      ["project-version-invalid"],
    ],
  ])("is refused with %s", (_what, text, setup, names) => {
    expect(read(text, setup)).toEqual(names);
  });

  test("of Poetry's table is named by it", () => {
    const [refusal] = refusalsOf(
      parseProject((poetryBackend + poetry).replace("1.0-alpha.1", "1.0+x"), file, "foo"),
    );
    expect(refusal).toMatchObject({
      remedy: 'Write a public PEP 440 version in [tool.poetry], for example version = "0.2.0".',
      location: { file, line: 5 },
    });
  });
});
