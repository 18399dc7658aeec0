import { describe, expect, test } from "@jest/globals";
import { anyText } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import {
  anything,
  boolean,
  check,
  checkJson,
  choice,
  clauseIn,
  clauseOf,
  described,
  either,
  integer,
  list,
  nullable,
  object,
  open,
  optional,
  record,
  type Shape,
  text,
} from "../src/index.ts";

const path = text({ pattern: /^\//u, expected: "an absolute path" });
const address = text({ pattern: /^https:\S+$/u, expected: "an https address", mayBeSecret: true });
const variable = text({ pattern: /^[A-Z]+$/u, expected: "a name in capital letters" });

function clauses(shape: Shape<unknown>, value: unknown): string[] {
  const checked = check(shape, value);
  return checked.ok ? [] : checked.problems.map((problem) => clauseOf(problem, "it"));
}

function problems(shape: Shape<unknown>, value: unknown) {
  const checked = check(shape, value);
  return checked.ok ? [] : checked.problems;
}

test.each<[string, Shape<unknown>, unknown]>([
  ["any text", text(), ""],
  ["a text that is not empty", text({ notEmpty: true }), " "],
  ["a text of a pattern", path, "/a"],
  ["a whole number", integer, -7],
  ["true or false", boolean, false],
  ["a choice", choice("a", "b"), "b"],
  ["an empty list", list(text()), []],
  ["a list", list(integer, { notEmpty: true }), [1, 1]],
  ["a list of different texts", list(text(), { unique: true }), ["a", "b"]],
  ["an object without what may be left out", object({ a: optional(text()) }), {}],
  ["an object", object({ a: text(), b: optional(integer) }), { a: "", b: 1 }],
  ["an open object with another key", open({ a: text() }), { a: "", b: 1 }],
  ["a record", record(variable, integer), { A: 1, B: 2 }],
  ["an empty record", record(variable, integer), {}],
  ["null instead of a text", nullable(text()), null],
  ["a text that could be null", nullable(text()), ""],
  ["the first of two", either(text(), list(text())), "a"],
  ["the second of two", either(text(), list(text())), ["a"]],
  ["the second of two of one kind", either(path, address), "https://a"],
  ...[null, 1.5, "", [], {}, true].map((value): [string, Shape<unknown>, unknown] => [
    `anything: ${JSON.stringify(value)}`,
    nullable(object({ a: anything })),
    { a: value },
  ]),
])("%s is accepted, as it is", (_, shape, value) => {
  const checked = check(shape, value);
  expect(checked).toEqual({ ok: true, value });
  expect(checked.ok && checked.value).toBe(value);
});

test.each<[string, Shape<unknown>, unknown, string[]]>([
  ["text instead of a list", list(text()), "a", ["it must be a list, and is text"]],
  ["a list instead of an object", object({}), [], ["it must be keys with values, and is a list"]],
  ["a number instead of a text", text(), 1, ["it must be text, and is a whole number"]],
  ["a text instead of true", boolean, "yes", ["it must be true or false, and is text"]],
  [
    "a fraction",
    integer,
    1.5,
    ["it must be a whole number, and is a fraction or too large a number"],
  ],
  [
    "a number too large for JSON",
    integer,
    2 ** 60,
    ["it must be a whole number, and is a fraction or too large a number"],
  ],
  ["null", text(), null, ["it is empty"]],
  ["an empty text", text({ notEmpty: true }), "", ["it is empty"]],
  ["a text that does not fit its pattern", path, "a", ['it must be an absolute path, and is "a"']],
  ["an address that may hold a password", address, "u:p@a", ["it is not an https address"]],
  ["a text that is not a choice", choice("a", "bcdef"), "x", ['it must be a or bcdef, and is "x"']],
  [
    "a misspelled choice",
    choice("amd64", "arm64"),
    "ard64",
    ['it must be amd64 or arm64, and is "ard64" (is amd64 meant?)'],
  ],
  ["a list instead of a choice", choice("a", "b"), [], ["it must be a or b, and is a list"]],
  ["an empty list", list(text(), { notEmpty: true }), [], ["it is empty"]],
  [
    "an item of a list",
    list(text()),
    ["", 1, "", true],
    ["1 must be text, and is a whole number", "3 must be text, and is true or false"],
  ],
  [
    "an item that is there three times",
    list(text(), { unique: true }),
    ["a", "b", "a", "a"],
    ["2 is in the list twice", "3 is in the list twice"],
  ],
  ["a missing key", object({ a: text() }), {}, ["it lacks the key a"]],
  ["a missing key of an open object", open({ a: text() }), { b: 1 }, ["it lacks the key a"]],
  [
    "an unknown key",
    object({ tags: optional(text()) }),
    { tag: "x" },
    ['it has the key "tag", which is not known (is tags meant?)'],
  ],
  [
    "keys that every object has",
    object({ a: text() }),
    { constructor: "x" },
    ["it lacks the key a", 'it has the key "constructor", which is not known'],
  ],
  ["a key that every object has", object({ valueOf: text() }), {}, ["it lacks the key valueOf"]],
  ["null for what may be left out", object({ a: optional(text()) }), { a: null }, ["a is empty"]],
  [
    "a name and its value",
    record(variable, integer),
    { a: "x" },
    [
      'it has the name "a", which is not a name in capital letters',
      "a must be a whole number, and is text",
    ],
  ],
  [
    "an empty name",
    record(text({ notEmpty: true }), integer),
    { "": 1 },
    ['it has the name "", which is empty'],
  ],
  ["an empty record", record(variable, integer, { notEmpty: true }), {}, ["it is empty"]],
  [
    "what is neither null nor a text",
    nullable(text()),
    [],
    ["it must be text or empty, and is a list"],
  ],
  [
    "a value of neither kind",
    either(integer, list(integer)),
    "a",
    ["it must be a whole number or a list, and is text"],
  ],
  [
    "a value of one of two kinds that is wrong inside",
    either(path, object({ path, isOpen: optional(boolean) })),
    { path: "a", isOpen: 1 },
    [
      'path must be an absolute path, and is "a"',
      "isOpen must be true or false, and is a whole number",
    ],
  ],
  [
    "everything at any depth",
    object({ a: list(object({ b: record(variable, list(text())) })) }),
    { a: [{ b: { C: ["", 1] } }, { b: { C: "x" }, d: 1 }] },
    [
      "a.0.b.C.1 must be text, and is a whole number",
      "a.1.b.C must be a list, and is text",
      'a.1 has the key "d", which is not known',
    ],
  ],
])("%s is refused", (_, shape, value, expected) => {
  expect(clauses(shape, value)).toEqual(expected);
});

test("a problem is a clause of a file with lines, or of a value without", () => {
  const shape = list(object({ tags: list(text()) }));
  const said = (value: unknown) => {
    const [first] = problems(shape, value);
    return first && [clauseOf(first, "the file"), clauseIn(first, "the input promotions")];
  };
  expect(said([{ tags: "a" }])).toEqual([
    "0.tags must be a list, and is text",
    "0.tags of the input promotions must be a list, and is text",
  ]);
  expect(said({})).toEqual([
    "the file must be a list, and is keys with values",
    "the input promotions must be a list, and is keys with values",
  ]);
});

test("a problem with a key says which key it is", () => {
  expect(problems(object({ a: object({}) }), { a: { b: 1 } })).toMatchObject([
    { path: ["a"], key: "b" },
  ]);
  expect(problems(object({ a: record(variable, text()) }), { a: { b: "" } })).toMatchObject([
    { path: ["a"], key: "b" },
  ]);
});

describe("a remedy says what to do, and what is to be written", () => {
  const tag = described("A tag.", text({ notEmpty: true }));
  const shape = described(
    "The whole.",
    object({
      tags: described("The tags.", list(tag, { unique: true, notEmpty: true })),
      bare: optional(text()),
      files: optional(described("The files.", list(path))),
      env: optional(described("The environment.", record(variable, text()))),
    }),
  );
  const tags = ["a"];
  test.each([
    [[], "Fix it. The whole."],
    [null, "Fill it in. The whole."],
    [{}, "Add it. The tags."],
    [{ tags, tag: 1 }, "Correct it, or delete it."],
    [{ tags: [] }, "Fill it in. The tags."],
    [{ tags: [1] }, "Put it in quotes."],
    [{ tags: [[]] }, "Fix it. A tag."],
    [{ tags: [""] }, "Fill it in. A tag."],
    [{ tags: ["a", "a"] }, "Delete one of them."],
    [{ tags, bare: [] }, "Fix it."],
    [{ tags, files: ["a"] }, "Fix it. The files."],
    [{ tags, env: { a: "" } }, "Fix it. The environment."],
    [{ tags, env: { A: [] } }, "Fix it. The environment."],
  ])("%j: %s", (value, remedy) => {
    expect(problems(shape, value).map((problem) => problem.remedy)).toEqual([remedy]);
  });
});

describe("checkJson", () => {
  const shape = object({ a: text() });
  test("checks what the text holds, or the bytes", () => {
    expect(checkJson(shape, '{"a":"ä"}')).toEqual({ ok: true, value: { a: "ä" } });
    expect(checkJson(shape, Buffer.from('{"a":"ä"}'))).toEqual({ ok: true, value: { a: "ä" } });
    expect(checkJson(shape, '{"a":1}')).toMatchObject({ problems: [{ path: ["a"] }] });
    expect(checkJson(shape, '{"__proto__":{"a":"x"}}')).toMatchObject({
      problems: [{ message: "lacks the key a" }, { key: "__proto__" }],
    });
  });

  test.each(["", "{", "hunter2", '{"a":"hunter2"'])("%j is not JSON", (source) => {
    const checked = checkJson(shape, source);
    expect(checked).toMatchObject({ problems: [{ path: [], message: "is not JSON" }] });
    expect(JSON.stringify(checked)).not.toContain("hunter2");
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), anyText), (source) => {
        checkJson(nullable(either(shape, list(shape))), source);
      }),
    );
  });
});

test("neither a value of the wrong kind nor a text that may be a secret is ever shown", () => {
  const secret = fc.constantFrom("hunter2", 7_777_777, ["hunter2"], { a: "hunter2" });
  const anyShape = fc.constantFrom<Shape<unknown>>(
    boolean,
    object({ a: list(address) }),
    list(address),
    address,
    either(boolean, address),
    record(variable, address),
  );
  fc.assert(
    fc.property(anyShape, secret, (shape, value) => {
      expect(JSON.stringify(check(shape, value))).not.toMatch(/"(hunter2|7777777)/);
      expect(clauses(shape, value).join()).not.toMatch(/hunter2|7777777/);
    }),
  );
});
