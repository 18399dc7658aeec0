import { describe, expect, test } from "@jest/globals";
import { nearest } from "../src/nearest.ts";
import {
  isPackageName,
  normalizePackageName,
  parsePackageName,
  repeatedPackageNames,
} from "../src/package-name.ts";
import { listing, quote, refusalTitle } from "../src/refusal.ts";
import { refusalCodes } from "../src/refusal-codes.ts";
import type { NonEmpty } from "../src/result.ts";
import { pullRequestNumber, refName } from "../src/trigger.ts";
import {
  derivedVersionInput,
  type PackageInput,
  parsePackageInput,
  withVersionInputs,
} from "../src/version-inputs.ts";

describe("package names", () => {
  test.each(["a", "A.b_c-d", "0x"])("%s is one", (name) => {
    expect(isPackageName(name)).toBe(true);
  });

  test.each(["", "-a", "a-", "a b", "a\n", "__proto__", "a[extra]"])("%j is not one", (name) => {
    expect(isPackageName(name)).toBe(false);
  });

  test("that an index takes for a name before them are repeated", () => {
    expect(repeatedPackageNames(["a.b", "c", "A_b", "a-b", "d"])).toEqual(["A_b", "a-b"]);
  });

  test("are compared in one spelling", () => {
    expect(normalizePackageName("Foo__Bar.-Baz")).toBe("foo-bar-baz");
  });
});

describe("the inputs of versions", () => {
  test.each([
    [
      ["lablink-allocator-service", "lablink-client-service"],
      ["allocator_version", "client_version"],
    ],
    [["lablink-client-service"], ["version"]],
    [
      ["sleap", "sleap-io"],
      ["version", "io_version"],
    ],
    [
      ["a", "b"],
      ["a_version", "b_version"],
    ],
  ])("of %j are by default %j", (names, inputs) => {
    expect(names.map(derivedVersionInput(names))).toEqual(inputs);
  });

  const packages: NonEmpty<{ packageName: string }> = [{ packageName: "a" }, { packageName: "b" }];
  const inputsOf = (named: readonly PackageInput[]) => {
    const result = withVersionInputs(packages, named);
    return result.ok ? result.value.map(({ input }) => input) : result.refusals.map(refusalTitle);
  };

  test("are those that are named, for the packages that are named", () => {
    expect(inputsOf([{ packageName: "a", input: "alpha" }])).toEqual(["alpha", "b_version"]);
  });

  test.each([
    ["a package that versions does not name", [{ packageName: "c", input: "gamma" }]],
    ["one input for two packages", [{ packageName: "a", input: "B_version" }]],
    ["the input that decides about production", [{ packageName: "a", input: "Environment" }]],
  ])("are refused for %s", (_, named) => {
    expect(inputsOf(named)).toEqual(["LA903 inputs-conflict"]);
  });

  test.each(["a = alpha", "a=alpha"])("are read from %j", (line) => {
    expect(parsePackageInput(line)).toEqual({
      ok: true,
      value: { packageName: "a", input: "alpha" },
    });
  });

  test.each(["a", "=x", "a=", "a=x y", "a b=x", "a=1"])("are not read from %j", (line) => {
    expect(parsePackageInput(line)).toMatchObject({
      ok: false,
      refusals: [
        { name: "input-invalid", seen: `the input version-inputs has the line "${line}"` },
      ],
    });
  });
});

describe("nearest", () => {
  test.each([
    ["Prod", "prod"],
    ["ci_test", "ci-test"],
    ["staging", undefined],
    ["", undefined],
  ])("for %j is %j", (text, candidate) => {
    expect(nearest(text, ["test", "ci-test", "prod"])).toBe(candidate);
  });

  test("nothing is near an empty list", () => {
    expect(nearest("a", [])).toBeUndefined();
  });
});

test.each([
  ["refs/heads/feature/x", "feature/x", undefined],
  ["refs/tags/v1", "v1", undefined],
  ["refs/pull/123/merge", "123/merge", "123"],
  ["refs/heads/1/x", "1/x", undefined],
  ["", "", undefined],
])("the ref %j is named %j, with pull request %j", (ref, name, number) => {
  expect([refName(ref), pullRequestNumber(ref)]).toEqual([name, number]);
});

test("a value in a message is quoted on one line and cut to size", () => {
  expect(quote('a"\n\u001b\u0085\u2028\u202e\ud800é')).toBe(
    '"a\\"\\n\\u001b\\u0085\\u2028\\u202e\\ud800é"',
  );
  expect(quote("x".repeat(300))).toHaveLength(220);
});

test("a listing reads as a sentence does", () => {
  expect([
    listing([]),
    listing(["a"]),
    listing(["a", "b"]),
    listing(["a", "b", "c"], "or"),
  ]).toEqual(["", "a", "a and b", "a, b or c"]);
});

test("no two refusals share a code", () => {
  const codes = Object.values(refusalCodes);
  expect(new Set(codes).size).toBe(codes.length);
});

describe("parsePackageName", () => {
  test.each(["a", "Foo.Bar_1", "a--b"])("takes %j", (text) => {
    expect(parsePackageName(text)).toEqual({ ok: true, value: text });
  });

  test.each(["", "a b", "-a", "a-", "a/../b", "a\nb", "ä"])("refuses %j, quoted", (text) => {
    const seen = expect.stringContaining(JSON.stringify(text));
    expect(parsePackageName(text)).toMatchObject({ refusals: [{ name: "package-invalid", seen }] });
  });
});
