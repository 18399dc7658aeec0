import { describe, expect, test } from "@jest/globals";
import { andThen } from "@lablink-actions/release-core";
import { locate, readEntryPoints, requireMetadata } from "../src/project-metadata.ts";
import { parseProjectTable, readName, readVersion } from "../src/pyproject.ts";
import { pyproject, refusalsOf, seenOf } from "./support.ts";

const file = "pyproject.toml";
const good = `${pyproject("foo", "1.0")}description = "x"\nauthors = [{ name = "A" }]\n`;
const metadata = (text: string) => andThen(parseProjectTable(text, file), requireMetadata);
const entryPoints = (text: string) => andThen(parseProjectTable(text, file), readEntryPoints);

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
      "a dynamic description",
      `${good.replace('description = "x"\n', "")}dynamic = ["description"]\n`,
      [[5, "declares description as dynamic"]],
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

test("name and version are located too; in a file of many lines, only by the file", () => {
  const locations = (text: string) => {
    const table = parseProjectTable(text, file);
    if (!table.ok) throw new Error(seenOf(table).join());
    const results = [
      locate(table.value, "name", readName(table.value, "bar")),
      locate(table.value, "version", readVersion(table.value)),
    ];
    return results.flatMap(refusalsOf).map(({ location }) => location);
  };
  expect(locations(`\n${pyproject("foo", "x")}`)).toEqual([
    { file, line: 3 },
    { file, line: 4 },
  ]);
  expect(locations('[project]\nname = "foo"\ndynamic = [\n "version" ]\n')[1]?.line).toBe(4);
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
