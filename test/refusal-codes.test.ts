/** A code has one meaning: it is built in one place, and a test names it. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { refusalCodes } from "@lablink-actions/release-core";
import { refusalExplanations } from "@lablink-actions/release-core/refusal-explanations";

const read = (pattern: string) =>
  globSync(pattern).map((file) => ({ file, text: readFileSync(file, "utf8") }));
const sources = read("{{actions,packages}/*/src,scripts}/**/*.ts");
const tests = read("{{actions,packages}/*/,}test/**/*.ts").filter(
  ({ file }) => file !== "test/refusal-codes.test.ts",
);

test.each(Object.entries(refusalCodes))(
  "%s is built in one place, and a test names it",
  (name, code) => {
    const builders = sources.flatMap(({ file, text }) =>
      [...text.matchAll(new RegExp(`\\bname: "${name}"`, "g"))].map(() => file),
    );
    expect(builders).toHaveLength(1);
    const naming = tests.filter(({ text }) => new RegExp(`\\b(?:${name}|${code})\\b`).test(text));
    expect(naming).not.toEqual([]);
  },
);

test("no two names have one code, and each is explained", () => {
  expect(new Set(Object.values(refusalCodes)).size).toBe(Object.keys(refusalCodes).length);
  expect(Object.keys(refusalExplanations).sort()).toEqual(Object.keys(refusalCodes).sort());
});
