import { posix } from "node:path";
import { expect, test } from "@jest/globals";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { pathProblem } from "../src/repository-path.ts";

const part = fc.constantFrom("a", "..", ".", "", "b.c", "...", "-");

test("a path is refused exactly if it leaves the repository on its way", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
      const path = parts.join("/");
      fc.pre(path !== "-" && path !== "");
      // Each start of the path counts: `a/../../a` leaves the repository and comes back.
      const starts = parts.map((_, index) => posix.join(...parts.slice(0, index + 1), "."));
      const leaves = path.startsWith("/") || starts.some((start) => /^\.\.(\/|$)/.test(start));
      expect(pathProblem(path) !== undefined).toBe(leaves);
    }),
    cases,
  );
});

test.each([
  "https://a/b",
  "git@github.com:a/b",
  "C:\\a",
  "a\\..\\..",
  "{{defaultContext}}",
  "-",
  "GitHub.com/a/b",
])("%s is not a path of the repository", (path) => {
  expect(pathProblem(path)).toBeDefined();
});

test.each([
  ".",
  "a/b",
  "a/github.com/b",
  "..a",
  "a/..",
  "-a",
  "{a}",
  "packages/a b/Dockerfile.dev",
])("%s is one", (path) => {
  expect(pathProblem(path)).toBeUndefined();
});
