import { describe, expect, test } from "@jest/globals";
import { hasModule, objectReference, parseEntryPoints } from "../src/entry-points.ts";

test("entry_points.txt is read as Python's configparser does", () => {
  const text =
    "; a comment\n[console_scripts]\r\na = x.y:main\n  b.c=z:f [extra]\n\n# [no]\n[ my.group ]\nd = m\n";
  expect(parseEntryPoints(text)).toEqual([
    { group: "console_scripts", name: "a", value: "x.y:main" },
    { group: "console_scripts", name: "b.c", value: "z:f [extra]" },
    { group: "my.group", name: "d", value: "m" },
  ]);
});

test("extras and white space do not change what is meant", () => {
  expect(objectReference(" a.b : c.d [x, y] ")).toBe("a.b:c.d");
});

describe("the module of", () => {
  const files = [
    "a/__init__.py",
    "a/b.py",
    "a/c.cpython-312-x86_64-linux-gnu.so",
    "a/d/__init__.abi3.so",
    "space/e.py",
    "foo-1.0.data/purelib/f.py",
    "foo-1.0.data/scripts/g.py",
    "a/h.txt",
    "ähm.py",
  ];
  test.each([
    ["a:main", true],
    ["a.b:main", true],
    ["a.b : main [extra]", true],
    ["a.c:main", true],
    ["a.d:main", true],
    ["a", true],
    ["space", true],
    ["space:main", false],
    ["space.e:main", true],
    ["f:main", true],
    ["ähm:main", true],
    ["g:main", false],
    ["a.h:main", false],
    ["a.bb:main", false],
    ["a.:main", false],
    ["b:main", false],
    [":main", false],
    ["", false],
    ["a/b:main", false],
    ["../a:main", false],
    ["a.b main", false],
  ])("%j is there: %j", (value, expected) => {
    expect(hasModule(value, files)).toBe(expected);
  });
});
