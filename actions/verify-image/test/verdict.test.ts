import { describe, expect, test } from "@jest/globals";
import { Output } from "../src/output.ts";
import { planChecks } from "../src/plan.ts";
import { judge } from "../src/verdict.ts";
import { checksOf, development, production, runOn } from "./support.ts";

type Seen = Readonly<Record<string, unknown>>;

function outcome(checks: string, seen: Seen, printed = "", expected = "1.0", channel = production) {
  const [check] = planChecks(checksOf(checks), runOn(channel, expected)).inside;
  if (check === undefined) throw new Error("nothing is planned");
  const output = new Output();
  output.add(Buffer.from(printed));
  const verdict = judge(check, { check: 0, seen, output, seconds: 1 });
  return `${verdict.outcome} ${verdict.reason}`.trim();
}

const traceback = 'Traceback (most recent call last):\n  File "x"\nImportError: no y\n';

describe("a command", () => {
  test.each<[string, Seen, string, RegExp]>([
    ["run: x", { exit: 0 }, "", /^passed/],
    ["run: x", { exit: 1 }, "", /^failed ended by exit 1, not 0/],
    ["run: x, exit: 2", { exit: 2 }, "", /^passed/],
    ["run: x, exit: 2", { exit: 0 }, "", /^failed ended by exit 0, not 2/],
    ["run: x, exit: [0, 3]", { exit: 3 }, "", /^passed/],
    ["run: x, exit: 1", { exit: 1 }, traceback, /^failed printed a traceback/],
    ["run: x", { exit: 0 }, traceback, /^failed printed a traceback/],
    ["run: x, exit: 127", { exit: 127 }, "", /^failed the command is missing/],
    ["run: x, exit: 126", { exit: 126 }, "", /^failed the command cannot be started/],
    ["run: x", { missing: true }, "", /^failed the command is missing/],
    ["run: x", { signal: 11 }, "", /^failed ended by signal 11/],
    ["run: x", { alive: true }, "", /^failed did not end within 1 s/],
    ["run: x, runs-for: 2s", { alive: true }, "", /^passed ran for 2 s/],
    ["run: x, runs-for: 2s", { alive: true }, traceback, /^failed printed a traceback/],
    ["run: x, runs-for: 2s", { alive: true, hurried: true }, "", /^failed there was no time/],
    ["run: x, runs-for: 2s", { exit: 0 }, "", /^failed ended after 1\.0 s \(exit 0\)/],
    ["run: x, creates: /a", { exit: 0, created: null }, "", /^failed did not create/],
    [
      "run: x, creates: /a",
      { exit: 0, created: { size: 0, fresh: true } },
      "",
      /^failed left \/a empty/,
    ],
    [
      "run: x, creates: /a",
      { exit: 0, created: { size: 1, fresh: false } },
      "",
      /^failed did not write/,
    ],
    ["run: x, creates: /a", { exit: 0, created: { size: 1, fresh: null } }, "", /^passed/],
    ["run: x, prints: '^uv \\d'", { exit: 0 }, "hello\nuv 0.6.8\nbye\n", /^passed uv 0\.6\.8$/],
    ["run: x, prints: [a, b]", { exit: 0 }, "a 1\nb 2\n", /^passed a 1; b 2$/],
    ["run: x, prints: [a, b]", { exit: 0 }, "ab\n", /^passed ab$/],
    ["run: x, prints: [a, c, d]", { exit: 0 }, "ab\n", /nothing that matches c; .*matches d$/],
    ["run: x, runs-for: 2s, prints: a", { alive: true }, "a 1", /^passed ran for 2 s; a 1$/],
    ["run: x, exit: any, prints: a", { exit: 3 }, "a", /^passed/],
    ["run: x, exit: any, prints: a", { signal: 11 }, "a", /^passed/],
    ["run: x, exit: any, prints: a", { exit: 3 }, "b", /^failed printed nothing/],
    ["run: x, exit: any, prints: a", { exit: 127 }, "a", /^failed the command is missing/],
    ["run: x, exit: any, prints: a", { alive: true }, "a", /^failed did not end/],
    ["run: x, exit: any, prints: T", { exit: 1 }, traceback, /^failed printed a traceback$/],
    ["run: x, exit: any, runs-for: 2s, prints: a", { exit: 3 }, "a", /^passed a$/],
    ["run: x, exit: any, runs-for: 2s, prints: a", { alive: true }, "a", /^passed ran for 2 s/],
    ["run: x, exit: any, creates: /a", { exit: 3, created: null }, "", /^failed did not create/],
    ["run: x, prints: '^uv \\d'", { exit: 0 }, "no uv 0.6.8\n", /^failed printed nothing/],
  ])("%s, %j, printed %j", (check, seen, printed, expected) => {
    expect(outcome(`executes: [{ ${check} }]`, seen, printed)).toMatch(expected);
  });
});

describe("a command that must end in RuntimeError", () => {
  const frames = '  File "x", line 1, in y\n    raise z\n';
  const start = `Traceback (most recent call last):\n${frames}`;
  const during = "\nDuring handling of the above exception, another exception occurred:\n\n";
  test.each<[string, RegExp]>([
    [`${start}RuntimeError: no\n`, /^passed/],
    [`${start}RuntimeError\n`, /^passed/],
    [`before\n${start}some.module.RuntimeError: no\nafter\r\n`, /^passed/],
    [`${start}KeyError: 'a'\n${during}${start}RuntimeError: no\n`, /^passed/],
    [`${start}RuntimeError: a\nof two lines\n${start}RuntimeError: b\n`, /^passed/],
    ["", /^failed printed no traceback, and must end in RuntimeError/],
    [`${start}ImportError: no\n`, /^failed printed a traceback that ends in ImportError, not in/],
    [`${start}NotARuntimeError: no\n`, /ends in NotARuntimeError/],
    [`${start}RuntimeError: a\n${during}${start}ImportError: b\n`, /ends in ImportError/],
    [`${start}ImportError: a\n${start}RuntimeError: b\n`, /ends in ImportError/],
    [start, /ends in something that cannot be read/],
    [`  + Exception Group ${start}  | RuntimeError: a\n`, /ends in something that cannot be read/],
    [`${start}RuntimeError\n${"x".repeat(200_000)}`, /^failed printed a traceback, and so much/],
  ])("%j", (printed, wanted) => {
    const checks = "executes: [{ run: x, exit: 1, traceback: RuntimeError }]";
    expect(outcome(checks, { exit: 1 }, printed)).toMatch(wanted);
  });
});

test("a pattern that would take for ever on what an image prints fails its check", () => {
  const printed = `${"a".repeat(60)}!`;
  const checks = "executes: [{ run: x, prints: '^(a+)+$' }]";
  expect(outcome(checks, { exit: 0 }, printed)).toMatch(
    /^failed printed a text on which .* too long$/,
  );
});

test("tests are judged by their exit code alone: they print tracebacks", () => {
  const checks = "development: { tests: { run: x } }";
  expect(outcome(checks, { exit: 0 }, traceback, "", development)).toBe("passed");
  expect(outcome(checks, { exit: 1 }, "", "", development)).toMatch(/^failed/);
});

test.each([
  ["1.0.0", "1.0", "passed"],
  ["0.2.0rc1", "0.2.0-rc.1", "passed"],
  ["1.0.1", "1.0", "failed"],
  ["1.10", "1.1", "failed"],
  ["1.0+local", "1.0", "failed"],
  ["1.0", "", "passed"],
  [null, "1.0", "failed"],
  [null, "", "failed"],
])("%s installed, %s expected: %s", (version, expected, wanted) => {
  expect(outcome("distribution: x", { version }, "", expected).split(" ")[0]).toBe(wanted);
});

test.each([
  ["ImportError: libcuda.so.1: cannot open shared object file: No such file", "needs-gpu"],
  ["OSError: libcuda.so.1: cannot open shared object file: No such file", "needs-gpu"],
  ["ImportError: libcudart.so.11: cannot open shared object file", "failed"],
  ["ModuleNotFoundError: No module named 'libcuda.so.1'", "failed"],
  ["ValueError: libcuda.so.1: cannot open shared object file: No such file", "failed"],
  ["libcuda.so.1 is missing\nImportError: other", "failed"],
])("a GPU import that ends in %j is %s", (printed, wanted) => {
  expect(outcome("gpu-imports: [x]", { exit: 1 }, printed).split(" ")[0]).toBe(wanted);
  expect(outcome("imports: [x]", { exit: 1 }, printed)).toMatch(/^failed/);
});

test.each([
  [development, "8.0", "passed"],
  [development, null, "failed"],
  [production, null, "passed"],
  [production, "8.0", "failed"],
])("a tool, %j, version %s: %s", (channel, version, wanted) => {
  const checks = "development: { tools: [x] }";
  expect(outcome(checks, { version }, "", "", channel).split(" ")[0]).toBe(wanted);
});

test("of much output the two ends are kept, and a traceback in the middle is still seen", () => {
  const output = new Output();
  const filling = Buffer.alloc(1_000_000, "x");
  output.add(Buffer.from("first\n"));
  output.add(filling);
  output.add(Buffer.from("Traceback (most rec"));
  output.add(Buffer.from("ent call last):"));
  output.add(filling);
  output.add(Buffer.from("\nlast\n"));
  expect(output.hasTraceback).toBe(true);
  expect(output.text.length).toBeLessThan(140_000);
  expect(output.text).toMatch(/^first\n.*… \d+ bytes ….*\nlast\n$/s);
  expect(output.lastLines(1)).toEqual(["last"]);
});
