import { describe, expect, test } from "@jest/globals";
import { andThen } from "@lablink-actions/release-core";
import { parseCoreMetadata } from "../src/core-metadata.ts";
import { missingInBuilt, readEntryPoints, requireMetadata } from "../src/project-metadata.ts";
import { parseSources, readName, readVersion } from "../src/sources.ts";
import { pyproject, refusalsOf, seenOf } from "./support.ts";

const file = "pyproject.toml";
const good = `${pyproject("foo", "1.0")}description = "x"\nauthors = [{ name = "A" }]\n`;
const sourcesOf = (text: string, setup: readonly string[] = []) =>
  parseSources({ file, pyproject: text, setup }, "foo");
const metadata = (text: string) => andThen(sourcesOf(text), requireMetadata);
const entryPoints = (text: string) => andThen(sourcesOf(text), readEntryPoints);

describe("metadata", () => {
  test.each([
    ["a name", '[{ name = "A" }]'],
    ["an address", '[{ email = "a@example.org" }]'],
    ["several", '[\n  { name = "A" },\n  { email = "b@example.org" },\n]'],
  ])("with authors of %s is enough", (_name, authors) => {
    expect(metadata(good.replace('[{ name = "A" }]', authors)).ok).toBe(true);
  });

  test("with maintainers instead of authors is enough, as Flask and Jinja2 have it", () => {
    const maintained = good.replace("authors", "maintainers");
    expect(metadata(maintained).ok).toBe(true);
    expect(metadata(maintained.replace('"A"', '""')).ok).toBe(false);
    expect(metadata(`${maintained}authors = [{}]\n`).ok).toBe(false);
  });

  test.each<[string, string, [line: number, seen: string][]]>([
    [
      "neither",
      pyproject("foo", "1.0"),
      [
        [1, "has no description"],
        [1, "has no authors"],
      ],
    ],
    ["an empty description", good.replace('"x"', '" "'), [[4, "nothing usable as description"]]],
    ["a number", good.replace('"x"', "1"), [[4, "nothing usable as description"]]],
    ["no author", good.replace('{ name = "A" }', ""), [[5, "nothing usable as authors"]]],
    ["an author without a name", good.replace('"A"', '""'), [[5, "nothing usable as authors"]]],
    ["authors as texts", good.replace('{ name = "A" }', '"A"'), [[5, "nothing usable as authors"]]],
    [
      "authors over several lines",
      good.replace('[{ name = "A" }]', '[\n  "A",\n]'),
      [[7, "nothing usable as authors"]],
    ],
    [
      "another table's",
      `# first\n${pyproject("foo", "1.0")}authors = [{ name = "A" }]\n[tool.x]\ndescription = "x"\n`,
      [[2, "has no description"]],
    ],
  ])("lacks: %s", (_name, text, expected) => {
    expect(refusalsOf(metadata(text))).toMatchObject(
      expected.map(([line, seen]) => ({
        name: "project-metadata-missing",
        seen: expect.stringContaining(seen),
        location: { file, line },
      })),
    );
  });
});

describe("what is left to the built files", () => {
  const people = 'authors = [{ name = "A" }]\n';

  test.each<[string, string, string[]]>([
    ["nothing", good, []],
    [
      "what [project] declares as dynamic",
      `${good.replace('description = "x"\n', "")}dynamic = ["description"]\n`,
      ["description"],
    ],
    ["dynamic authors", `${good.replace(people, "")}dynamic = ["authors"]\n`, ["authors"]],
    ["dynamic maintainers", `${good.replace(people, "")}dynamic = ["maintainers"]\n`, ["authors"]],
    [
      "everything, without [project]",
      '[build-system]\nrequires = ["setuptools"]\n',
      ["description", "authors"],
    ],
  ])("is %s", (_what, text, left) => {
    expect(metadata(text)).toEqual({ ok: true, value: left });
  });

  test("must be in them", () => {
    const own = { summary: "x", people: ["A"] };
    const built = (given: Partial<typeof own>) =>
      missingInBuilt("dist/foo.whl", parsed({ ...own, ...given }), ["description", "authors"]);
    expect(built({})).toEqual([]);
    expect(built({ summary: "", people: [] }).map(({ seen }) => seen)).toEqual([
      "the metadata of dist/foo.whl has no Summary",
      "the metadata of dist/foo.whl names no author or maintainer",
    ]);
    expect(missingInBuilt("dist/foo.whl", parsed({ summary: "", people: [] }), [])).toEqual([]);
  });

  test("is read from the headers; UNKNOWN, as older setuptools write it, is nothing", () => {
    const read = (...lines: string[]) =>
      parseCoreMetadata(
        ["Name: foo", "Version: 1.0", ...lines, "", "Summary: not this"].join("\n"),
        "METADATA",
      );
    expect(
      read("Summary: What it does", "Author-email: A <a@example.org>", "Maintainer: B"),
    ).toMatchObject({
      summary: "What it does",
      people: ["A <a@example.org>", "B"],
    });
    expect(read("Summary: UNKNOWN", "Author: UNKNOWN", "Author-email: ")).toMatchObject({
      summary: "",
      people: [],
    });
  });
});

function parsed(own: { readonly summary: string; readonly people: readonly string[] }) {
  return { ...parseCoreMetadata("Name: foo\nVersion: 1.0\n", "METADATA"), ...own };
}

test("name and version are located too; in a file of many lines, only by the file", () => {
  const locations = (text: string) => {
    const sources = sourcesOf(text);
    if (!sources.ok) throw new Error(seenOf(sources).join());
    const results = [readName(sources.value, "bar"), readVersion(sources.value)];
    return results.flatMap(refusalsOf).map(({ location }) => location);
  };
  expect(locations(`\n${pyproject("foo", "x")}`)).toEqual([
    { file, line: 3 },
    { file, line: 4 },
  ]);
  const poetry = '[tool.x]\n[tool.poetry]\nname = "foo"\nversion = "x"\n';
  expect(locations(`${poetry}[build-system]\nbuild-backend = "poetry.core.masonry.api"`)).toEqual([
    { file, line: 3 },
    { file, line: 4 },
  ]);
  expect(locations(`${"\n".repeat(100_000)}${pyproject("foo", "x")}`)).toEqual([
    { file },
    { file },
  ]);
});

test("entry points are those of scripts, gui-scripts and every group", () => {
  const text = `${good}scripts = { a = "x:a" }\ngui-scripts.b = "x:b"\n[project.entry-points.my-group]\nc = "x"\n`;
  expect(entryPoints(text)).toEqual({
    ok: true,
    value: [
      { group: "console_scripts", name: "a", value: "x:a" },
      { group: "gui_scripts", name: "b", value: "x:b" },
      { group: "my-group", name: "c", value: "x" },
    ],
  });
  expect(seenOf(entryPoints(`${good}scripts = { a = 1 }\n`))).toEqual([
    "pyproject.toml has nothing usable as scripts in [project]",
  ]);
});
