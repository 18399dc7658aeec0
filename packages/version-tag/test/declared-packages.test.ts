import { describe, expect, test } from "@jest/globals";
import { declarePackages } from "../src/declared-packages.ts";
import { namesOf, refusalsOf } from "./support.ts";

describe("declarePackages", () => {
  test("pairs packages with directories in their order, and each with every prefix", () => {
    expect(
      declarePackages({
        names: ["foo", "bar"],
        directories: ["packages/foo", "."],
        prefixes: ["{package}_v", "{package}/"],
      }),
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

  test.each([
    ["a directory too few", ["a", "b"], ["."], "package has 2 lines and directory has 1"],
    ["a directory too many", ["a"], [".", "b"], "package has 1 lines and directory has 2"],
  ])("refuses %s", (_what, names, directories, seen) => {
    const refusals = refusalsOf(declarePackages({ names, directories, prefixes: ["{package}_v"] }));
    expect(refusals).toMatchObject([{ name: "package-invalid", seen }]);
  });

  test("reports all problems together", () => {
    const declared = declarePackages({
      names: ["a b", "c_"],
      directories: ["."],
      prefixes: ["{package}_v", "d=v"],
    });
    expect(namesOf(declared)).toEqual(Array(4).fill("package-invalid"));
  });
});
