import { expect, test } from "@jest/globals";
import { holds, satisfies, unmetRequirements } from "../src/requirements.ts";

const markers = {
  python_version: "3.11",
  python_full_version: "3.11.2",
  sys_platform: "linux",
  platform_system: "Linux",
  extra: "",
};

// As `packaging` 25 has them.
test.each([
  ["1.0", "==1.0.0", true],
  ["1.0+local", "==1.0", true],
  ["1.0", "==1.0+local", false],
  ["1.5.2", "==1.5.*", true],
  ["1.50", "==1.5.*", false],
  ["1.6", "!=1.5.*", true],
  ["1.5", "!=1.5.*", false],
  ["2.0rc1", "<2.0", false],
  ["2.0rc1", "<2.0rc2", true],
  ["1.9rc1", "<2.0", true],
  ["1.0.post1", ">1.0", false],
  ["1.0.1", ">1.0", true],
  ["2.9", "~=2.2", true],
  ["3.0", "~=2.2", false],
  ["2.2.9", "~=2.2.1", true],
  ["2.3", "~=2.2.1", false],
  ["10.0", ">=9", true],
  ["abc", "===ABC", true],
])("%s is within %s: %s", (version, specifier, expected) => {
  expect(satisfies(version, [specifier])).toBe(expected);
});

test.each([
  ["", true],
  ["python_version < '3.8'", false],
  ["python_version >= '3.9'", true],
  ["extra == 'dev'", false],
  ["sys_platform == 'win32' or python_version >= '3.8'", true],
  ["(sys_platform == 'win32' or python_version >= '3.8') and extra == 'dev'", false],
  ["'linux' in sys_platform", true],
  ["sys_platform not in 'win32 darwin'", true],
])("the marker %s: %s", (marker, expected) => {
  expect(holds(marker, markers)).toBe(expected);
});

test("what is unmet is missing, of another version, or unreadable; nothing has to meet extras", () => {
  const distributions = [
    {
      name: "app",
      version: "1.0",
      requires: [
        "Foo_Bar>=2",
        "gone (>=1)",
        "old; python_version < '3'",
        "pytest; extra == 'dev'",
        "foo-bar[x]==1.*",
        "foo.bar  [x]\t (>= 1)  ; python_version  >  '3'",
        "a b c",
      ],
    },
    { name: "foo.bar", version: "1.4", requires: [] },
  ];
  expect(unmetRequirements(distributions, markers)).toEqual([
    "app 1.0 has requirement Foo_Bar>=2, but there is 1.4",
    "app 1.0 requires gone, which is not installed",
    "app 1.0 requires a b c, which cannot be read",
  ]);
});

test.each([
  ["nested brackets", `a; ${"(".repeat(1_000_000)}`],
  ["a bracket after much space", `a${" ".repeat(1_900)}(((`],
  ["much space", `a${" ".repeat(1_000_000)}b`],
  ["a bracket after a long name", `${"a".repeat(1_990)}((`],
  ["a marker of brackets, just short enough to be read", `gone; ${"(".repeat(1_990)}`],
])("a hostile requirement is unmet, and takes no time: %s", (_, text) => {
  const requires = Array.from({ length: 1_000 }, () => text);
  const begin = performance.now();
  const unmet = unmetRequirements([{ name: "app", version: "1.0", requires }], markers);
  expect(performance.now() - begin).toBeLessThan(5_000);
  expect(unmet).toHaveLength(1_000);
  for (const line of unmet) expect(line.length).toBeLessThan(2_100);
});

test.each([
  ["constructor == ''", true],
  ["'x' in toString", false],
  ["__proto__ != ''", false],
])("a marker names nothing that every object has: %s", (marker, expected) => {
  expect(holds(marker, markers)).toBe(expected);
});
