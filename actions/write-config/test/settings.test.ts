import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../src/settings.ts";
import { namesOf, write } from "./support.ts";

describe("settings", () => {
  test("are written with comments and layout kept, and are shown", () => {
    const { decided, after } = write(
      "# one\nallocator:\n    image_tag: old # two\nenabled:   false\nnumber: 1 \n",
      {},
      true,
      { "allocator.image_tag": "0.2.1", enabled: "true", number: "25" },
    );
    expect(after).toBe(
      '# one\nallocator:\n    image_tag: "0.2.1" # two\nenabled:   true\nnumber: 25 \n',
    );
    expect(decided).toMatchObject({
      ok: true,
      value: {
        outputs: { written: "allocator.image_tag\nenabled\nnumber" },
        facts: [
          ["allocator.image_tag", "0.2.1"],
          ["enabled", "true"],
          ["number", "25"],
        ],
      },
    });
  });

  test("a place that the file does not have, and one of another kind, are refused at once", () => {
    const text = "a: true\nb: 1\nc: x\n";
    const { decided } = write(text, {}, false, { a: "yes", b: "012" });
    expect(decided.ok ? [] : decided.refusals.map(({ seen }) => seen)).toEqual([
      'the input settings has "yes" for a, which is true or false in the file',
      'the input settings has "012" for b, which is a number in the file',
    ]);
    const missing = write(text, {}, false, { d: "x" });
    expect(missing.decided).toMatchObject({
      refusals: [
        {
          name: "config-value-missing",
          seen: '"config.yaml" has no text at "d"',
          remedy:
            "Correct the file, or the name in settings: a setting in the wrong place leaves the default in use.",
        },
      ],
    });
  });

  test("a place in both inputs is refused", () => {
    const result = write("a: x\n", { a: "one" }, false, { a: "two" });
    expect(namesOf(result)).toEqual(["inputs-conflict"]);
  });

  test("are lines with a place, = and a value", () => {
    expect(parseSettings(["a.b = c=d e", "f=#"], "settings")).toEqual({
      ok: true,
      value: new Map([
        ["a.b", "c=d e"],
        ["f", "#"],
      ]),
    });
    const wrong = parseSettings(["a", "b=", "=c", "d e=f"], "settings");
    expect(wrong.ok ? [] : wrong.refusals.map(({ seen }) => seen)).toEqual([
      'the input settings has the line "a", which is not place=value',
      'the input settings has the line "b=", which has no value',
      'the input settings has the line "=c", which is not place=value',
      'the input settings has the line "d e=f", which is not place=value',
    ]);
    expect(parseSettings(["a=b", "a=c"], "settings")).toMatchObject({
      refusals: [{ name: "input-invalid", seen: 'the input settings has "a" twice' }],
    });
  });
});
