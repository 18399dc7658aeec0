import { describe, expect, test } from "@jest/globals";
import { declareTags } from "../src/declared-tags.ts";
import type { NonEmpty } from "../src/result.ts";

describe("declareTags", () => {
  test("gives each package every prefix", () => {
    expect(declareTags(["foo", "bar"], ["{package}_v", "{package}/"])).toEqual({
      ok: true,
      value: [
        { packageName: "foo", prefix: "{package}_v" },
        { packageName: "foo", prefix: "{package}/" },
        { packageName: "bar", prefix: "{package}_v" },
        { packageName: "bar", prefix: "{package}/" },
      ],
    });
  });

  test("takes a prefix without the name for a single package", () => {
    expect(declareTags(["foo"], ["v"]).ok).toBe(true);
  });

  test.each<[string, string[], NonEmpty<string>, string]>([
    ["a name that no index takes", ["-foo"], ["v"], '"-foo" is not a package\'s name'],
    ["a name that is a path", ["../foo"], ["v"], '"../foo" is not a package\'s name'],
    ["a package given twice", ["a.b", "A-b"], ["{package}_v"], "names A-b more than once"],
    ["a prefix that names no package of two", ["a", "b"], ["v"], 'has the line "v"'],
    [
      "a prefix with the name twice",
      ["a"],
      ["{package}{package}"],
      'has the line "{package}{package}"',
    ],
    ["a misspelled placeholder", ["a"], ["{pakcage}_v"], 'has the line "{pakcage}_v"'],
    ["a prefix that no tag can have", ["a"], ["my {package}_v"], 'has the line "my {package}_v"'],
  ])("refuses %s", (_what, names, prefixes, seen) => {
    const refusal = { name: "package-invalid", seen: expect.stringContaining(seen) };
    expect(declareTags(names, prefixes)).toMatchObject({ ok: false, refusals: [refusal] });
  });

  test("reports all problems together", () => {
    const declared = declareTags(["a b", "c_"], ["{package}_v", "v"]);
    expect(declared).toMatchObject({ ok: false, refusals: { length: 3 } });
  });
});
