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

  test.each<[string, string[], NonEmpty<string>, [string, string][]]>([
    ["one prefix without the name for a single package", ["foo"], ["v"], [["foo", "v"]]],
    [
      "one prefix for packages released together",
      ["a", "b"],
      ["v"],
      [
        ["a", "v"],
        ["b", "v"],
      ],
    ],
    [
      "a prefix for one of them",
      ["a", "b.c"],
      ["a=v", "B-C={package}@v"],
      [
        ["a", "v"],
        ["b.c", "{package}@v"],
      ],
    ],
    [
      "no prefix at all",
      ["a", "b"],
      ["a=", "b={package}_v"],
      [
        ["a", ""],
        ["b", "{package}_v"],
      ],
    ],
    [
      "a line for all and one for one",
      ["a", "b"],
      ["{package}_v", "a=v"],
      [
        ["a", "{package}_v"],
        ["a", "v"],
        ["b", "{package}_v"],
      ],
    ],
    [
      "a prefix with =, after {package} or a slash",
      ["a"],
      ["{package}=", "x/y="],
      [
        ["a", "{package}="],
        ["a", "x/y="],
      ],
    ],
  ])("takes %s", (_what, names, lines, expected) => {
    const value = expected.map(([packageName, prefix]) => ({ packageName, prefix }));
    expect(declareTags(names, lines)).toEqual({ ok: true, value });
  });

  test.each<[string, string[], NonEmpty<string>, string]>([
    ["a name that no index takes", ["-foo"], ["v"], '"-foo" is not a package\'s name'],
    ["a name that is a path", ["../foo"], ["v"], '"../foo" is not a package\'s name'],
    ["a package given twice", ["a.b", "A-b"], ["{package}_v"], "names A-b more than once"],
    ["a prefix of another package", ["a"], ["{package}_v", "b=v"], 'has the line "b=v"'],
    ["a package without a prefix", ["a", "b"], ["a=v"], "has no line for b"],
    [
      "a prefix that takes a bare tag",
      ["a", "b"],
      ["a=", "b=2."],
      'the tag 2.0 would be a version tag of a, and the prefix "2." makes it one of b',
    ],
    ["a prefix that takes another's", ["a", "b"], ["a=v", "b=v1.0rc"], "the tag v1.0rc0 would be"],
    ["a name that takes another's", ["a", "a_1"], ["{package}."], "the tag a.1.0 would be"],
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
    const declared = declareTags(["a b", "c_"], ["{package}_v", "c=v"]);
    expect(declared).toMatchObject({ ok: false, refusals: { length: 3 } });
  });

  test.each<[string, string[], NonEmpty<string>]>([
    ["a name with a digit", ["foo", "foo-2"], ["{package}-"]],
    [
      "a digit at the start of a name beside bare tags",
      ["a", "3d-tools"],
      ["a=", "3d-tools={package}_v"],
    ],
    ["a longer prefix that no version begins with", ["a", "b"], ["a=v", "b=v-"]],
  ])("takes %s", (_what, names, lines) => {
    expect(declareTags(names, lines).ok).toBe(true);
  });
});
