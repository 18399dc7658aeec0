import { describe, expect, test } from "@jest/globals";
import type { NonEmpty } from "@lablink-actions/release-core";
import { declarePackages } from "../src/declared-packages.ts";
import { namesOf, refusalsOf } from "./support.ts";

describe("declarePackages", () => {
  test("pairs packages with directories in their order, and each with every prefix", () => {
    expect(
      declarePackages(["foo", "bar"], ["packages/foo", "."], ["{package}_v", "{package}/"]),
    ).toEqual({
      ok: true,
      value: [
        { packageName: "foo", directory: "packages/foo", prefix: "{package}_v" },
        { packageName: "foo", directory: "packages/foo", prefix: "{package}/" },
        { packageName: "bar", directory: ".", prefix: "{package}_v" },
        { packageName: "bar", directory: ".", prefix: "{package}/" },
      ],
    });
  });

  test("takes a prefix without the name where there is but one package", () => {
    expect(declarePackages(["foo"], ["."], ["v"]).ok).toBe(true);
  });

  test.each<[string, string[], string[], NonEmpty<string>, string]>([
    ["a name no index takes", ["-foo"], ["."], ["v"], '"-foo" is not a package\'s name'],
    ["a name that is a path", ["../foo"], ["."], ["v"], '"../foo" is not a package\'s name'],
    [
      "a directory too few",
      ["a", "b"],
      ["."],
      ["{package}_v"],
      "package has 2 lines and directory",
    ],
    ["a directory too many", ["a"], [".", "b"], ["v"], "package has 1 lines and directory has 2"],
    [
      "a package given twice",
      ["a.b", "A-b"],
      [".", "."],
      ["{package}_v"],
      "names A-b more than once",
    ],
    ["a prefix of no package in particular", ["a", "b"], [".", "."], ["v"], 'holds "v"'],
    ["a prefix of two names", ["a"], ["."], ["{package}{package}"], 'holds "{package}{package}"'],
    ["a misspelled placeholder", ["a"], ["."], ["{pakcage}_v"], 'holds "{pakcage}_v"'],
    ["a prefix no tag can have", ["a"], ["."], ["my {package}_v"], 'holds "my {package}_v"'],
  ])("refuses %s", (_what, names, directories, prefixes, seen) => {
    const refusals = refusalsOf(declarePackages(names, directories, prefixes));
    expect(refusals).toMatchObject([
      { name: "package-invalid", seen: expect.stringContaining(seen) },
    ]);
  });

  test("tells all that is wrong at once", () => {
    const declared = declarePackages(["a b", "c_"], ["."], ["{package}_v", "v"]);
    expect(namesOf(declared)).toEqual(Array(4).fill("package-invalid"));
  });
});
