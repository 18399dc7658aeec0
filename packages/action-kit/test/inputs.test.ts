import { describe, expect, test } from "@jest/globals";
import { combine, type Result } from "@lablink-actions/release-core";
import {
  readBoolean,
  readChoice,
  readLines,
  readList,
  readRequired,
  readText,
} from "../src/inputs.ts";
import { readTrigger } from "../src/trigger.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();

/** What a reader makes of an input: the value, or the name and the words of its refusals. */
function reading<T>(read: (name: string) => Result<T>, text: string | undefined) {
  if (text !== undefined) step.give("the-input", text);
  const result = read("the-input");
  if (result.ok) return result.value;
  return result.refusals.map(({ name, seen, remedy }) => `${name}: ${seen}. ${remedy}`);
}

const missing = ["input-missing: the input the-input is empty. Give the-input under with:."];

describe("readText", () => {
  test.each([
    ["nothing", undefined, ""],
    ["white space", " \r\n\t", ""],
    ["text with white space around it", "  a b\n", "a b"],
    ["what a shell or YAML would take apart", "$(a) 'b' \"c\" ::d", "$(a) 'b' \"c\" ::d"],
  ])("reads %s", (_, text, value) => {
    expect(reading(readText, text)).toBe(value);
  });
});

describe("readRequired", () => {
  test.each([undefined, "", " \n"])("refuses %j", (text) => {
    expect(reading(readRequired, text)).toEqual(missing);
  });

  test.each(["0", "false", "null"])("takes %j for text", (text) => {
    expect(reading(readRequired, text)).toBe(text);
  });
});

describe("readLines", () => {
  test.each([
    ["a", ["a"]],
    ["a\nb", ["a", "b"]],
    ["\n  a \r\n\n\tb,c\n \n", ["a", "b,c"]],
    ["a\na", ["a", "a"]],
  ])("reads %j as %j", (text, lines) => {
    expect(reading(readLines, text)).toEqual(lines);
  });

  test.each([undefined, "", "\n \r\n"])("refuses %j, which has no line", (text) => {
    expect(reading(readLines, text)).toEqual(missing);
  });
});

describe("readList", () => {
  test.each([
    [undefined, []],
    [" , \n,", []],
    ["test,ci-test", ["test", "ci-test"]],
    ["test, ci-test,\r\nprod\n", ["test", "ci-test", "prod"]],
    ["two words,__proto__", ["two words", "__proto__"]],
  ])("reads %j as %j", (text, items) => {
    expect(reading(readList, text)).toEqual(items);
  });
});

describe("readChoice", () => {
  const readMode = (name: string) => readChoice(name, ["all", "unique", "none"]);

  test.each(["all", " unique\n"])("takes %j", (text) => {
    expect(reading(readMode, text)).toBe(text.trim());
  });

  test.each([
    ["Unique", '"Unique"', "; unique may be meant"],
    ["uniqe", '"uniqe"', "; unique may be meant"],
    ["every", '"every"', ""],
    ["all,none", '"all,none"', ""],
    ["", '""', ""],
    ["all\n::error::x", '"all\\n::error::x"', ""],
  ])("refuses %j, says what there is, and names a near miss", (text, seen, meant) => {
    expect(reading(readMode, text)).toEqual([
      `input-invalid: the input the-input is ${seen}. Use all, unique or none${meant}.`,
    ]);
  });
});

describe("readBoolean", () => {
  test.each([
    ["true", true],
    ["True", true],
    ["TRUE", true],
    [" true\n", true],
    ["false", false],
    ["False", false],
    ["FALSE", false],
  ])("reads %j as %j", (text, value) => {
    expect(reading(readBoolean, text)).toBe(value);
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
    expect(reading(readBoolean, text)).toEqual([
      `input-invalid: the input the-input is ${JSON.stringify(text)}, which is neither true nor false. Write the-input: true or the-input: false.`,
    ]);
  });
});

describe("readTrigger", () => {
  const inputs = {
    "event-name": "workflow_dispatch",
    ref: "refs/heads/main",
    environment: "prod",
    "development-environments": "test,ci-test",
    "production-environments": "prod\nlive",
    "production-refs": "main, refs/tags/*",
  };
  const give = (given: Record<string, string>) => {
    for (const [name, value] of Object.entries(given)) step.give(name, value);
  };

  test("reads all six inputs into one value", () => {
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
        policy: { productionEnvironments: [], productionRefs: [] },
      },
    });
  });

  test("is refused together with the other inputs of an action, each with its own reason", () => {
    const read = combine({ trigger: readTrigger(), image: readRequired("image") });
    expect(read).toMatchObject({
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
