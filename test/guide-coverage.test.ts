/** docs/guide-coverage.md names only tests that there are, and no row is without one. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

const page = readFileSync("docs/guide-coverage.md", "utf8");

const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (The guide \||---)/.test(line))
  .map((line) => line.slice(2, -2).split(" | "));

describe.each(rows)("%s", (_, state, tests = "") => {
  test("says whether it works, and names a test", () => {
    expect(state).toMatch(/^(works|differs: |does not: )/);
    expect(tests).toContain("](../");
  });

  test.each(
    [...tests.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g)].map(([, title, file]) => [title, file]),
  )("%s is a test of %s", (title, file) => {
    expect(readFileSync(file ?? "", "utf8")).toContain(`"${title}"`);
  });
});
