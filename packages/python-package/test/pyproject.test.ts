import { describe, expect, test } from "@jest/globals";
import type { RefusalName } from "@lablink-actions/release-core";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { parseProject, pyproject, refusalsOf } from "./support.ts";

const file = "packages/foo/pyproject.toml";
const parse = (text: string) => parseProject(text, file, "foo");

function canonical(text: string): string | undefined {
  const project = parse(text);
  return project.ok ? project.value.version?.canonical : undefined;
}

describe("not read by a pattern, as grep '^version = ' did (regression 10):", () => {
  test.each([
    [
      "another table's version",
      '[tool.x]\nversion = "9.9"\n[project]\nname="foo"\nversion = "1.0"',
    ],
    ["a later table's version", `${pyproject("foo", "1.0")}[tool.y]\nversion = "9.9"`],
    [
      "a version in a text",
      '[project]\ndescription = """\nversion = "9.9"\n"""\nname="foo"\nversion="1.0"',
    ],
    ["a version commented out", '[project]\n#version = "9.9"\nname="foo"\nversion="1.0" # "9.9"'],
    ["no spaces", '[project]\nname="foo"\nversion="1.0"'],
    ["indented", "[project]\n\tname = 'foo'\n\tversion   =   '1.0'"],
    ["a quoted key", '["project"]\nname = "foo"\n"version" = "1.0"'],
    ["dotted keys", 'project.name = "foo"\nproject.version = "1.0"'],
    ["an inline table", 'project = { name = "foo", version = "1.0" }'],
    ["Windows lines", '[project]\r\nname = "foo"\r\nversion = "1.0"\r\n'],
    ["an integer of 64 bits", `${pyproject("foo", "1.0")}[tool.x]\nseed = 9223372036854775807`],
    ["a name in another spelling", pyproject("Foo", "1.0")],
    ["another spelling", pyproject("foo", "v01.0")],
  ])("%s", (_what, text) => {
    expect(canonical(text)).toBe("1.0");
  });

  test.each([
    ["foo-bar", "Foo.Bar"],
    ["Foo_Bar", "foo--bar"],
  ])("the name %s is %s (PEP 503)", (packageName, name) => {
    expect(parseProject(pyproject(name, "1.0"), file, packageName).ok).toBe(true);
  });
});

describe("parseProject refuses", () => {
  test.each<[string, RefusalName[], string, string]>([
    ["no table", ["project-table-missing"], '[tool.poetry]\nversion = "1.0"', "no [project] table"],
    [
      "a list of tables",
      ["project-table-missing"],
      `[${pyproject("foo", "1")}`.replace("]", "]]"),
      "no [project]",
    ],
    [
      "a date as the table",
      ["project-table-missing"],
      "project = 2026-01-01",
      "no [project] table",
    ],
    ["no version", ["project-version-invalid"], '[project]\nname = "foo"', "has no version"],
    [
      "a number",
      ["project-version-invalid"],
      '[project]\nname = "foo"\nversion = 1.0',
      "not a string",
    ],
    [
      "not PEP 440",
      ["project-version-invalid"],
      pyproject("foo", "latest"),
      '"latest", which is not a PEP 440',
    ],
    [
      "a local version",
      ["project-version-invalid"],
      pyproject("foo", "1.0+cu118"),
      "local part (+)",
    ],
    [
      "another name",
      ["project-name-differs"],
      pyproject("foo-bar", "1.0"),
      '"foo-bar", not to foo',
    ],
    ["no name", ["project-name-differs"], '[project]\nversion = "1.0"', "has no name in [project]"],
    ["both", ["project-name-differs", "project-version-invalid"], pyproject("bar", "x"), '"bar"'],
  ])("%s", (_what, names, text, seen) => {
    const refusals = refusalsOf(parse(text));
    expect(refusals.map(({ name }) => name)).toEqual(names);
    expect(refusals[0]).toMatchObject({
      seen: expect.stringContaining(seen),
      location: { file },
    });
  });

  test("no dynamic version if something else is dynamic", () => {
    expect(canonical(`${pyproject("foo", "1.0")}dynamic = ["readme"]`)).toBe("1.0");
  });

  test.each([
    ["an unclosed text", '[project]\nname = "foo\n', 2, 12],
    ["a bare version", '[project]\r\nname = "foo"\r\nversion = 0.2.0\r\n', 3, 14],
    ["a key given twice", `${pyproject("foo", "1.0")}version = "1.1"\n`, 4, 1],
    ["a merge conflict", `<<<<<<< HEAD\n${pyproject("foo", "1.0")}`, 1, 1],
    ["nesting without end", `a = ${"[".repeat(100_000)}`, 1, 1005],
  ])("broken TOML, at its place: %s", (_what, text, line, column) => {
    expect(refusalsOf(parse(text))).toMatchObject([
      {
        name: "pyproject-unreadable",
        seen: expect.stringMatching(
          new RegExp(`^${file} is not TOML at line ${line}, column ${column}: [^\\n]+$`),
        ),
        location: { file, line, column },
      },
    ]);
  });
});

describe("parseProject never throws", () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      "[project]",
      "[",
      "]",
      "{",
      "}",
      "name",
      "version",
      "dynamic",
      '"foo"',
      '"1.0"',
    ),
    fc.constantFrom(
      "=",
      "\n",
      ".",
      ",",
      "#",
      '"""',
      "'",
      "\\u",
      "__proto__",
      "0x",
      "1e9",
      "2026-13-01",
    ),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  const almostToml = fc
    .array(fragment, { maxLength: 30 })
    .map((fragments) => fragments.join(""))
    .chain((text) =>
      fc.constantFrom(text, `[project]\n${text}`, `${pyproject("foo", "1.0")}${text}`),
    );

  test.each([
    ["any text", fc.string({ unit: "binary" })],
    ["what is almost TOML", almostToml],
  ])("over %s", (_what, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => parse(text)).not.toThrow();
      }),
      cases,
    );
  });
});
