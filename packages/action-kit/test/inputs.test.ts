import { describe, expect, test } from "@jest/globals";
import { accept, combine, invalidInput, quote, refuse } from "@lablink-actions/release-core";
import {
  text as anyText,
  boolean,
  choice,
  items,
  json,
  lines,
  optional,
  type Parser,
  readInputs,
  required,
  seconds,
  then,
} from "../src/inputs.ts";
import { triggerInputs, triggerOf } from "../src/trigger.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();

/** What a parser makes of an input: the value, or the name and the words of its refusals. */
function reading<T>(parse: Parser<T>, text: string | undefined) {
  if (text !== undefined) step.give("the-input", text);
  const { theInput: result } = readInputs({ "the-input": parse });
  if (result.ok) return result.value;
  return result.refusals.map(({ name, seen, remedy }) => `${name}: ${seen}. ${remedy}`);
}

const missing = ["input-missing: the input the-input is empty. Give the-input under with:."];

describe("text", () => {
  test.each([
    ["nothing", undefined, ""],
    ["white space", " \r\n\t", ""],
    ["text with white space around it", "  a b\n", "a b"],
    ["what a shell or YAML would take apart", "$(a) 'b' \"c\" ::d", "$(a) 'b' \"c\" ::d"],
  ])("reads %s", (_, text, value) => {
    expect(reading(anyText, text)).toBe(value);
  });
});

describe("required", () => {
  test.each([undefined, "", " \n"])("refuses %j", (text) => {
    expect(reading(required(anyText), text)).toEqual(missing);
  });

  test.each(["0", "false", "null"])("takes %j for text", (text) => {
    expect(reading(required(anyText), text)).toBe(text);
  });
});

describe("lines", () => {
  test.each([
    ["a", ["a"]],
    ["a\nb", ["a", "b"]],
    ["\n  a \r\n\n\tb,c\n \n", ["a", "b,c"]],
    ["a\na", ["a", "a"]],
  ])("reads %j as %j", (text, expected) => {
    expect(reading(lines(anyText), text)).toEqual(expected);
  });

  test.each([undefined, "", "\n \r\n"])("refuses %j, which has no line", (text) => {
    expect(reading(lines(anyText), text)).toEqual(missing);
  });
});

describe("items", () => {
  test.each([
    [undefined, []],
    [" , \n,", []],
    ["test,ci-test", ["test", "ci-test"]],
    ["test, ci-test,\r\nprod\n", ["test", "ci-test", "prod"]],
    ["two words,__proto__", ["two words", "__proto__"]],
  ])("reads %j as %j", (text, expected) => {
    expect(reading(items(anyText), text)).toEqual(expected);
  });
});

describe("choice", () => {
  const mode = choice("all", "unique", "none");

  test.each(["all", " unique\n"])("takes %j", (text) => {
    expect(reading(mode, text)).toBe(text.trim());
  });

  test.each([
    ["Unique", '"Unique"', "; unique may be meant"],
    ["uniqe", '"uniqe"', "; unique may be meant"],
    ["every", '"every"', ""],
    ["all,none", '"all,none"', ""],
    ["", '""', ""],
    ["all\n::error::x", '"all\\n::error::x"', ""],
  ])("refuses %j, says what there is, and names a near miss", (text, seen, meant) => {
    expect(reading(mode, text)).toEqual([
      `input-invalid: the input the-input is ${seen}. Use all, unique or none${meant}.`,
    ]);
  });
});

describe("boolean", () => {
  test.each([
    ["true", true],
    ["True", true],
    ["TRUE", true],
    [" true\n", true],
    ["false", false],
    ["False", false],
    ["FALSE", false],
  ])("reads %j as %j", (text, value) => {
    expect(reading(boolean, text)).toBe(value);
  });

  test.each([
    "",
    "yes",
    "no",
    "y",
    "n",
    "on",
    "off",
    "1",
    "0",
    "tRUE",
    "fALSE",
    "true false",
    "'true'",
    "null",
    "~",
  ])("refuses %j, which YAML 1.2 does not read as a boolean", (text) => {
    expect(reading(boolean, text)).toEqual([
      `input-invalid: the input the-input is ${JSON.stringify(text)}, which is neither true nor false. Write the-input: true or the-input: false.`,
    ]);
  });
});

describe("seconds", () => {
  test.each([
    ["0", 0],
    ["21600", 21_600],
    ["007", 7],
  ])("reads %j as %j", (text, value) => {
    expect(reading(seconds(0, 21_600), text)).toBe(value);
  });

  test.each(["", "-1", "1.5", "1e3", "21601", "1m", "1000000000000"])("refuses %j", (text) => {
    expect(reading(seconds(0, 21_600), text)).toEqual([
      `input-invalid: the input the-input is ${quote(text)}. Give whole seconds, from 0 to 21600.`,
    ]);
  });
});

test("optional gives undefined for an empty text, and reads any other", () => {
  expect(reading(optional(boolean), " \n")).toBeUndefined();
  expect(reading(optional(boolean), "true")).toBe(true);
});

describe("json and then", () => {
  const lengthOf = json((value, name) =>
    Array.isArray(value)
      ? accept(value.length)
      : refuse(invalidInput(name, "is not a list", "Write a list.")),
  );

  test("read what they can", () => {
    expect(reading(lengthOf, "[1, 2]")).toBe(2);
    expect(
      reading(
        then(lengthOf, (length) => accept(length * 2)),
        "[1, 2]",
      ),
    ).toBe(4);
  });

  test.each([
    ["{}", "is not a list. Write a list."],
    ["{ secret", "is not JSON. Write it with toJSON, or correct it."],
  ])("refuse %j, and do not show it", (text, words) => {
    expect(reading(then(lengthOf, accept), text)).toEqual([
      `input-invalid: the input the-input ${words}`,
    ]);
  });
});

test("several inputs are read at once, each with its own reason", () => {
  step.give("first-one", "x");
  step.give("list", "true\nyes\nno");
  const read = readInputs({ "first-one": boolean, list: lines(boolean), other: required(anyText) });
  expect(combine(read)).toMatchObject({
    ok: false,
    refusals: [
      { seen: expect.stringContaining("first-one") },
      { seen: expect.stringContaining('list is "yes"') },
      { seen: expect.stringContaining('list is "no"') },
      { seen: "the input other is empty" },
    ],
  });
});

describe("the trigger", () => {
  const readTrigger = () => triggerOf(readInputs(triggerInputs));
  const inputs = {
    "event-name": "workflow_dispatch",
    ref: "refs/heads/main",
    environment: "prod",
    "development-environments": "test,ci-test",
    "production-environments": "prod\nlive",
    "production-refs": "main, refs/tags/*",
    "production-on": "tag",
    "release-tags": "a-x={package}_v\nb=",
  };
  const give = (given: Record<string, string>) => {
    for (const [name, value] of Object.entries(given)) step.give(name, value);
  };

  test("reads all eight inputs into one value", () => {
    give(inputs);
    expect(readTrigger()).toEqual({
      ok: true,
      value: {
        eventName: "workflow_dispatch",
        ref: "refs/heads/main",
        environment: "prod",
        policy: {
          developmentEnvironments: ["test", "ci-test"],
          productionEnvironments: ["prod", "live"],
          productionRefs: ["main", "refs/tags/*"],
          productionOn: "tag",
          releaseTags: [
            { packageName: "a-x", prefix: "{package}_v" },
            { packageName: "b", prefix: "" },
          ],
        },
      },
    });
  });

  test("does not guess an event, and leaves empty what was not given", () => {
    expect(readTrigger()).toMatchObject({ ok: false, refusals: [{ name: "input-missing" }] });
    give({ "event-name": "push" });
    expect(readTrigger()).toMatchObject({
      ok: true,
      value: {
        ref: "",
        environment: "",
        policy: {
          productionEnvironments: [],
          productionRefs: [],
          productionOn: "dispatch",
          releaseTags: [],
        },
      },
    });
  });

  test.each([
    [{ "release-tags": "" }, "production-on is tag, and release-tags names no tag"],
    [{ "release-tags": "v" }, 'the input release-tags has the line "v"'],
    [{ "release-tags": "a={name}_v" }, 'the input release-tags has the line "a={name}_v"'],
    [{ "production-on": "push" }, 'the input production-on is "push"'],
  ])("refuses %j", (given, seen) => {
    give({ ...inputs, ...given });
    expect(readTrigger()).toMatchObject({ ok: false, refusals: [{ seen }] });
  });

  test("is refused together with the other inputs of an action, each with its own reason", () => {
    const inputs = readInputs({ ...triggerInputs, image: required(anyText) });
    const read = { ...inputs, trigger: triggerOf(inputs) };
    // The trigger's refusal is that of its input, and given once.
    expect(combine(read)).toMatchObject({
      ok: false,
      refusals: [{ seen: "the input event-name is empty" }, { seen: "the input image is empty" }],
    });
  });

  test("takes nothing from the runner's own variables: the inputs alone decide", () => {
    process.env["GITHUB_EVENT_NAME"] = "workflow_dispatch";
    process.env["GITHUB_REF"] = "refs/heads/main";
    give({ "event-name": "push", ref: "refs/heads/x" });
    expect(readTrigger()).toMatchObject({ value: { eventName: "push", ref: "refs/heads/x" } });
  });
});
