import { describe, expect, test } from "@jest/globals";
import type { PythonIndex } from "@lablink-actions/registries";
import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { checkPackage } from "../src/check-package.ts";
import type { Entry } from "../src/folder.ts";
import { parseExpectedVersion, parseFolder } from "../src/inputs.ts";
import { absent, index, listed, namesOf, refusalsOf, version, wheelName } from "./support.ts";

const good =
  '[project]\nname = "foo"\nversion = "1.0"\ndescription = "x"\nauthors = [{ name = "A" }]\n';
const trouble = refuse({ name: "index-trouble", seen: "no answer", remedy: "Wait." });

interface World {
  readonly pyproject?: string;
  readonly entries?: readonly Entry[];
  readonly index?: Result<PythonIndex>;
  /** What git says of the folder. */
  readonly changed?: string;
}

/** Checks foo without uv: it is never called, because there are no readable built files. */
function check(world: World, inputs: Partial<Parameters<typeof checkPackage>[0]> = {}) {
  return checkPackage(
    {
      ...{ packageName: "foo", directory: "packages/foo", expected: undefined },
      ...{ dist: undefined, onExisting: "fail", firstRelease: false, ...inputs },
    },
    {
      readFile: (path) => (path === "packages/foo/pyproject.toml" ? world.pyproject : undefined),
      folder: { entries: () => world.entries, read: () => Buffer.from("no archive") },
      environments: (use) =>
        use({ path: (name) => name, uv: () => Promise.reject(new Error("uv was called")) }),
      git: async () => ({ exitCode: 0, output: world.changed ?? "", trouble: "" }),
      openIndex: async () => world.index ?? accept(absent),
    },
  );
}

const file = (name: string, size = 1): Entry => ({ name, isFile: true, size });

test("before anything is built, only the metadata and the index are checked", async () => {
  expect(await check({ pyproject: good })).toMatchObject({
    value: {
      outputs: { name: "foo", version: "1.0", "already-published": "false", "missing-files": "" },
      facts: [
        ["Package", "foo 1.0"],
        ["Index", "http://127.0.0.1/simple (a test)"],
        ["Published", "not yet"],
        ["Files", "not built yet"],
      ],
    },
  });
});

test("before anything is built, a file that is not as in the commit is a warning", async () => {
  const world = { pyproject: good, changed: " M packages/foo/a.py\0" };
  const warnings = [expect.stringContaining('not as in its commit: "packages/foo/a.py".')];
  expect(await check(world)).toMatchObject({ value: { warnings } });
  expect(await check({ pyproject: good })).toMatchObject({ value: { warnings: [] } });
});

describe("refused:", () => {
  test.each<[string, string | undefined, string[], number | undefined]>([
    ["no pyproject.toml", undefined, ["pyproject-missing"], undefined],
    ["broken TOML", "[project", ["pyproject-unreadable"], 1],
    ["not UTF-8", good.replace('"x"', '"\uFFFD"'), ["pyproject-unreadable"], 4],
    ["a local version", good.replace("1.0", "1.0+x"), ["project-version-invalid"], 3],
    ["another name", good.replace("foo", "bar"), ["project-name-differs"], 2],
    ["no description", good.replace("description", "readme"), ["project-metadata-missing"], 1],
    [
      "everything",
      '[project]\nname = "bar"\nversion = "x"\n',
      [
        "project-name-differs",
        "project-version-invalid",
        "project-metadata-missing",
        "project-metadata-missing",
      ],
      2,
    ],
  ])("%s", async (_name, pyproject, names, line) => {
    const refusals = refusalsOf(await check(pyproject === undefined ? {} : { pyproject }));
    expect(refusals.map(({ name }) => name)).toEqual(names);
    expect(refusals[0]?.location).toMatchObject({ file: "packages/foo/pyproject.toml" });
    expect(refusals[0]?.location?.line).toBe(line);
  });

  test("metadata, files and index at once", async () => {
    const published = accept(index(accept({ name: "installable", files: [listed(wheelName)] })));
    const pyproject = good.replace("description", "readme");
    expect(
      namesOf(await check({ pyproject, index: published, entries: [] }, { dist: "dist" })),
    ).toEqual(["project-metadata-missing", "dist-incomplete", "version-published"]);
  });

  test("a version that is not the expected one; another spelling of it is accepted", async () => {
    const expected = version("1.1");
    expect(refusalsOf(await check({ pyproject: good }, { expected }))).toMatchObject([
      {
        name: "expected-version-differs",
        seen: "packages/foo/pyproject.toml has version 1.0, and 1.1 is expected",
        location: { line: 3 },
      },
    ]);
    expect((await check({ pyproject: good }, { expected: version("v1.0.0") })).ok).toBe(true);
  });

  test.each<[string, Result<PythonIndex>]>([
    ["whose address is none", refuse({ name: "index-invalid", seen: "x", remedy: "y" })],
    ["in trouble", accept(index(trouble))],
  ])("an index %s, once, whatever on-existing says", async (_name, broken) => {
    for (const onExisting of ["fail", "skip"] as const) {
      const result = await check({ pyproject: good, index: broken }, { onExisting });
      expect(namesOf(result)).toEqual([broken.ok ? "index-trouble" : "index-invalid"]);
    }
  });
});

describe("the folder of built files", () => {
  const [sdist, wheel] = [file("foo-1.0.tar.gz"), file(wheelName)];
  test.each<[string, readonly Entry[] | undefined, [name: string, seen: string][]]>([
    ["that is not there", undefined, [["dist-incomplete", 'there is no folder "dist"']]],
    ["that is empty", [], [["dist-incomplete", "no sdists and no wheels"]]],
    ["with hidden files alone", [file(".gitignore")], [["dist-incomplete", "no sdists"]]],
    [
      "with two sdists",
      [sdist, file("Foo-1.0.0.tar.gz"), wheel],
      [["dist-incomplete", "2 sdists and 1 wheel"]],
    ],
    [
      "with an older version, another package, notes, a link and a name that would be a command",
      [
        ...[file("foo-0.9.tar.gz"), file("foo_bar-1.0.tar.gz"), file("notes.txt")],
        ...[{ ...wheel, isFile: false }, file("\n::error::x"), file("foo-1.0.zip")],
      ],
      [
        ["dist-incomplete", "no sdists and no wheels"],
        [
          "dist-foreign",
          `holds what is not a wheel or .tar.gz of foo 1.0: "foo-0.9.tar.gz", "foo_bar-1.0.tar.gz", "notes.txt", "${wheelName}" (a link or a folder), "\\n::error::x" and 1 more`,
        ],
      ],
    ],
    [
      "with a file that no index accepts",
      [sdist, { ...wheel, size: 2 ** 31 }],
      [["distribution-unreadable", "2147483648 bytes"]],
    ],
  ])("%s is refused", async (_name, entries, expected) => {
    const world = entries === undefined ? {} : { entries };
    const result = await check({ pyproject: good, ...world }, { dist: "dist" });
    const refusals = refusalsOf(result).filter(({ seen }) => !seen.includes("archive"));
    expect(refusals).toMatchObject(
      expected.map(([name, seen]) => ({ name, seen: expect.stringContaining(seen) })),
    );
  });

  test("an attestation without its file is refused, and beside its file it is not", async () => {
    const attestation = file(`${wheelName}.publish.attestation`);
    const refusals = async (entries: readonly Entry[]) =>
      namesOf(await check({ pyproject: good, entries }, { dist: "dist" }));
    const unreadable = "distribution-unreadable";
    expect(await refusals([sdist, wheel, attestation])).toEqual([unreadable, unreadable]);
    expect(await refusals([sdist, wheel, file("foo-1.1.tar.gz.publish.attestation")])).toEqual([
      ...["dist-foreign", unreadable, unreadable],
    ]);
  });

  test("files that are not archives are refused, each at its place", async () => {
    const result = await check({ pyproject: good, entries: [sdist, wheel] }, { dist: "./dist" });
    expect(refusalsOf(result)).toMatchObject([
      { name: "distribution-unreadable", location: { file: "dist/foo-1.0.tar.gz" } },
      { name: "distribution-unreadable", location: { file: `dist/${wheelName}` } },
    ]);
  });
});

test("a pyproject.toml of several megabytes is read, and its problems are reported at the file", async () => {
  const long = `# ${"x".repeat(99)}\n`.repeat(50_000);
  expect((await check({ pyproject: long + good })).ok).toBe(true);
  expect(refusalsOf(await check({ pyproject: long + good.replace("1.0", "x") }))).toMatchObject([
    { name: "project-version-invalid", location: { file: "packages/foo/pyproject.toml" } },
  ]);
});

test("an invalid version and an invalid folder are refused", () => {
  for (const text of ["latest", ""]) {
    expect(namesOf(parseExpectedVersion(text, "version"))).toEqual(["input-invalid"]);
  }
  expect(namesOf(parseFolder("dist\nelsewhere", "dist"))).toEqual(["input-invalid"]);
  expect(parseExpectedVersion("v1.0", "version")).toEqual(accept(version("v1.0")));
  expect(parseFolder("dist", "dist")).toEqual(accept("dist"));
});
