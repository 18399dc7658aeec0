import { describe, expect, test } from "@jest/globals";
import { json } from "@lablink-actions/action-kit";
import fc from "fast-check";
import { parse } from "yaml";
import { unknownApplication } from "../src/application.ts";
import { parseValues } from "../src/values.ts";
import { writeConfig } from "../src/write-config.ts";
import { admin, database, example, namesOf, write } from "./support.ts";

describe("passwords arrive unchanged", () => {
  test.each([
    ..."/&\\\"'$#\n:%@`!*|>-?{}[],~".split(""),
    "/&\\\"'$#\n",
    "two\nlines\n",
    "\r\n",
    "\ttab ",
    " both ends ",
    "null",
    "true",
    "0123",
    "1e3",
    "---",
    "ünï – 🔑",
    "\u0085\u2028\u2029\ufeff\u00a0",
    "\u0000\u0007\u001b\u007f",
    "x".repeat(5000),
  ])("%j", (password) => {
    const { decided, after } = write(example, { [admin]: password, [database]: `${password}2` });
    expect(decided.ok).toBe(true);
    expect(parse(after)).toEqual({
      ...parse(example),
      app: { ...parse(example).app, admin_password: password },
      db: { ...parse(example).db, password: `${password}2` },
    });
  });

  test("any text, and every byte around it stays", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (password) => {
        const { after } = write(example, { [database]: password });
        expect(parse(after).db.password).toBe(password);
        const [before, rest] = example.split("password: lablink #");
        expect(after.startsWith(`${before}password: "`)).toBe(true);
        expect(after.endsWith(`" #${rest}`)).toBe(true);
        expect(after).toMatch(/^[\n -~]*$/);
      }),
    );
  });

  test.each([
    ["nothing", "a:\n  b:\nc: 1\n"],
    ["nothing at the end", "a:\n  b:"],
    ["quotes", "a: {b: 'x', d: 2}\nc: 1\n"],
    ["a block", "a:\n  b: |\n    one\n    two\nc: 1\n"],
    ["a folded text", "a:\n  b: one\n    two\n  # and more\nc: 1\n"],
    ["an anchor", "a:\n  b: &x y\nc: 1\n"],
    ["Windows' line ends", "a:\r\n  b: x\r\nc: 1\r\n"],
  ])("where there is %s", (_, text) => {
    const { after } = write(text, { "a.b": "p'\"\\\n#" });
    expect(parse(after).a.b).toBe("p'\"\\\n#");
    expect(parse(after).c).toBe(parse(text).c);
  });
});

describe("a place that is not there is refused, and nothing is written", () => {
  test.each([
    ["a misspelt name", "db:\n  passwort: x\n"],
    ["a mapping", "db:\n  password: {a: b}\n"],
    ["an alias", "x: &x y\ndb:\n  password: *x\n"],
    ["no mapping above", "db: x\n"],
    ["nothing", ""],
    ["no YAML", "db: [\n"],
    ["twice the same", "db:\n  password: x\n  password: y\n"],
  ])("%s", (_, text) => {
    const result = write(text, { [database]: "secret" });
    expect(namesOf(result)).toEqual(["config-value-missing"]);
    expect(result.after).toBe(text);
  });

  test("all of them at once, each with the name that may be meant", () => {
    const text = "app:\n  admin_passwd: x\ndb:\n  passwort: y\n";
    const { decided } = write(text, { [admin]: "a", [database]: "b", "else.where": "c" });
    const remedy =
      "Correct the file, or the name in values: a password in the wrong place leaves the default in use.";
    const location = { file: "config.yaml" };
    const refusal = { name: "config-value-missing", remedy, location };
    const seen = (place: string) => `"config.yaml" has no text at ${place}`;
    expect(decided).toEqual({
      ok: false,
      refusals: [
        { ...refusal, seen: seen('"app.admin_password"; there is "app.admin_passwd"') },
        { ...refusal, seen: seen('"db.password"; there is "db.passwort"') },
        { ...refusal, seen: seen('"else.where"') },
      ],
    });
  });

  test("no file", () => {
    const effects = { readFile: () => undefined, writeFile: () => {} };
    const inputs = {
      file: "x",
      values: new Map([[database, "y"]]),
      settings: new Map(),
      application: unknownApplication,
      production: false,
    };
    expect(writeConfig(inputs, effects)).toMatchObject({
      ok: false,
      refusals: [
        {
          name: "config-value-missing",
          seen: 'there is no "x"',
          remedy: "Check out the repository before this step, or correct the path.",
        },
      ],
    });
  });
});

describe("default passwords", () => {
  const own = "a password of its own";
  test.each<[string, Record<string, string>, string[]]>([
    ["an empty one", { [admin]: own, [database]: "" }, ["password-not-secret"]],
    [
      "that of the repository",
      { [admin]: "IwanttoSLEAP", [database]: own },
      ["password-not-secret"],
    ],
    ["a well-known one", { [admin]: "changeme", [database]: own }, ["password-not-secret"]],
    [
      "none at all",
      { [admin]: "", [database]: "" },
      ["password-not-secret", "password-not-secret"],
    ],
    ["of its own", { [admin]: own, [database]: own }, []],
  ])("on production, %s", (_, values, names) => {
    const result = write(example, values, true);
    expect(namesOf(result)).toEqual(names);
    if (names.length > 0) expect(result.after).toBe(example);
  });

  test("elsewhere an empty one stays as it is, with a warning", () => {
    const { decided, after } = write(example, { [admin]: own, [database]: "" });
    expect(decided).toMatchObject({
      ok: true,
      value: {
        outputs: { written: admin },
        warnings: ["db.password is what stands in the repository, which is not a secret"],
      },
    });
    expect(parse(after)).toMatchObject({
      app: { admin_password: own },
      db: { password: "lablink" },
    });
  });
});

describe("parseValues", () => {
  /** As main.ts reads the input, and what was masked meanwhile. */
  function read(text: string) {
    const masked: string[] = [];
    const values = json(parseValues((secret) => masked.push(secret)))(text, "values");
    return { values, masked };
  }

  test("takes a secret that nobody set for an empty one", () => {
    const { values, masked } = read('{"a": null, "b": "", "c": " x "}');
    expect(values.ok && [...values.value]).toEqual([
      ["a", ""],
      ["b", ""],
      ["c", " x "],
    ]);
    expect(masked).toContain(" x ");
  });

  test.each(["hunter2", "[]", "null", '{"a": {"b": "hunter2"}}', '{"a": 1}', '{"a": "hunter2"'])(
    "refuses %s without showing it",
    (text) => {
      const { values } = read(text);
      expect(values).toMatchObject({ ok: false, refusals: [{ name: "input-invalid" }] });
      expect(JSON.stringify(values)).not.toContain("hunter2");
    },
  );

  test("masks every text before it refuses, and says all places that are wrong", () => {
    const { values, masked } = read('{"a": "one", "b": {"c": ["two"]}, "d": 3, "": "four"}');
    expect(masked).toEqual(["one", "two", "four"]);
    expect(values.ok ? [] : values.refusals.map(({ seen }) => seen)).toEqual([
      "the input values is wrong at b, which must be text or empty, and is keys with values",
      "the input values is wrong at d, which must be text or empty, and is a whole number",
      'the input values has the name "", which is empty',
    ]);
  });
});
