/** What holds for every source file. */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "@jest/globals";

const files = globSync("{{actions,packages}/*/{src,test},scripts,test}/**/*.{ts,py,sh}").map(
  (file) => ({
    file,
    text: readFileSync(file, "utf8"),
  }),
);

// A test of one thing may be long; these have a reason.
const longWithReason: readonly string[] = [];

test("no file has more than 300 lines", () => {
  const long = files
    .filter(({ text }) => text.split("\n").length > 301)
    .map(({ file }) => file)
    // A list with an entry for each code.
    .filter((file) => basename(file) !== "refusal-explanations.ts");
  expect(long).toEqual(longWithReason);
});

test("no exported name is without a user", () => {
  const words = new Map(
    files
      // A list of what a package gives is not a user of it.
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
