/** Rules for every source file. */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "@jest/globals";

const files = globSync("{{actions,packages}/*/{src,test},scripts,test}/**/*.{ts,py,sh}").map(
  (file) => ({
    file,
    text: readFileSync(file, "utf8"),
  }),
);

// The files that may be longer, each for a reason.
const longWithReason: readonly string[] = [];

test("no file has more than 300 lines", () => {
  const long = files
    .filter(({ text }) => text.split("\n").length > 301)
    .map(({ file }) => file)
    // It has an entry for each code.
    .filter((file) => basename(file) !== "refusal-explanations.ts");
  expect(long).toEqual(longWithReason);
});

test("every exported name has a user", () => {
  const words = new Map(
    files
      // A package's list of exports is not a user.
      .filter(({ file, text }) => basename(file) !== "index.ts" || !/^export .* from /m.test(text))
      .map(({ file, text }) => [file, new Set(text.match(/[A-Za-z_$][\w$]*/g))] as const),
  );
  const unused = files.flatMap(({ file, text }) =>
    [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => ![...words].some(([other, used]) => other !== file && used.has(name)))
      .map((name) => `${file}: ${name}`),
  );
  expect(unused).toEqual([]);
});
