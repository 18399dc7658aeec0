/** How version tags begin, by the tags that a repository has, and which patterns of `on.push.tags` they pass. */
import { expect, test } from "@jest/globals";
import { passesFilter } from "../scripts/set-up/tag-filter.ts";
import { findPrefixes, tagPattern } from "../scripts/set-up/tag-prefix.ts";

const prefixesOf = (packages: string[], tags: string[]) => {
  const { prefixes, untagged } = findPrefixes(packages, tags);
  return [Object.fromEntries(prefixes), untagged];
};

test.each<
  [title: string, packages: string[], tags: string[], prefixes: object, untagged: string[]]
>([
  ["no tags", ["foo"], [], { foo: "{package}_v" }, ["foo"]],
  ["bare", ["foo"], ["1.2.3", "1.2.2"], { foo: "" }, []],
  ["v", ["foo"], ["v1.2.3"], { foo: "v" }, []],
  ["{package}_v", ["foo"], ["foo_v1.0"], { foo: "{package}_v" }, []],
  ["{package}@v", ["foo"], ["foo@v1.0"], { foo: "{package}@v" }, []],
  ["{package}/v", ["foo"], ["foo/v1.0"], { foo: "{package}/v" }, []],
  ["{package}-v", ["foo"], ["foo-v1.0"], { foo: "{package}-v" }, []],
  ["{package}@", ["foo"], ["foo@1.0"], { foo: "{package}@" }, []],
  ["the name in another spelling", ["foo-bar"], ["foo_bar_v1.0"], { "foo-bar": "{package}_v" }, []],
  ["the newest shape", ["foo"], ["v2.0", "1.9", "1.8"], { foo: "v" }, []],
  ["other tags", ["foo"], ["nightly", "vision", "2024-01-01", "v1.0"], { foo: "v" }, []],
  ["one tag for several", ["foo", "bar"], ["v1.0"], { foo: "v", bar: "v" }, []],
  [
    "several, one of them untagged",
    ["foo", "bar"],
    ["foo@v1.0"],
    { foo: "{package}@v", bar: "{package}@v" },
    ["bar"],
  ],
  [
    "each its own shape",
    ["foo", "bar"],
    ["foo@v1.0", "bar/v1.0"],
    { foo: "{package}@v", bar: "{package}/v" },
    [],
  ],
])("%s", (_, packages, tags, prefixes, untagged) => {
  expect(prefixesOf(packages, tags)).toEqual([prefixes, untagged]);
});

test.each([
  ["{package}_v", "foo_v1.2.3"],
  ["{package}/v", "foo/v1.2.3"],
  ["{package}@v", "foo@v1.2.3"],
  ["v", "v1.2.3"],
  ["", "1.2.3"],
  ["r+", "r+1.2.3"],
])("the pattern for %j takes %s", (prefix, tag) => {
  expect(passesFilter(tag, [tagPattern(prefix)])).toBe(true);
  expect(passesFilter("nightly", [tagPattern(prefix)])).toBe(false);
});

test.each<[tag: string, patterns: string[], passes: boolean]>([
  ["v1", ["v*"], true],
  ["foo/v1", ["*v*"], false],
  ["foo/v1", ["**v*"], true],
  ["v1", ["v*", "!v1"], false],
  ["v1", ["!v1", "v*"], true],
  ["v11", ["v1+"], true],
  ["v", ["v1?"], true],
  ["va", ["v[0-9]*"], false],
  ["v1.0", ["v1x0"], false],
  ["v1", [], false],
])("%s passes %j: %s", (tag, patterns, passes) => {
  expect(passesFilter(tag, patterns)).toBe(passes);
});
