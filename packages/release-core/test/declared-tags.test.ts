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

  test("takes a prefix without the name where there is but one package", () => {
    expect(declareTags(["foo"], ["v"]).ok).toBe(true);
  });

  test.each<[string, string[], NonEmpty<string>, string]>([
    ["a name no index takes", ["-foo"], ["v"], '"-foo" is not a package\'s name'],
    ["a name that is a path", ["../foo"], ["v"], '"../foo" is not a package\'s name'],
    ["a package given twice", ["a.b", "A-b"], ["{package}_v"], "names A-b more than once"],
    ["a prefix of no package in particular", ["a", "b"], ["v"], 'holds "v"'],
    ["a prefix of two names", ["a"], ["{package}{package}"], 'holds "{package}{package}"'],
    ["a misspelled placeholder", ["a"], ["{pakcage}_v"], 'holds "{pakcage}_v"'],
    ["a prefix no tag can have", ["a"], ["my {package}_v"], 'holds "my {package}_v"'],
  ])("refuses %s", (_what, names, prefixes, seen) => {
    const refusal = { name: "package-invalid", seen: expect.stringContaining(seen) };
    expect(declareTags(names, prefixes)).toMatchObject({ ok: false, refusals: [refusal] });
  });

  test("tells all that is wrong at once", () => {
    const declared = declareTags(["a b", "c_"], ["{package}_v", "v"]);
    expect(declared).toMatchObject({ ok: false, refusals: { length: 3 } });
  });
});
