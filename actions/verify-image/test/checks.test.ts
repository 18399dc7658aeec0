import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { check } from "@lablink-actions/shape";
import { anyText } from "@lablink-actions/testkit/arbitraries";
import { Ajv } from "ajv";
import fc from "fast-check";
import schema from "../src/checks.schema.json" with { type: "json" };
import { parseChecks } from "../src/checks.ts";
import { checksShape } from "../src/kinds/index.ts";
import { planChecks } from "../src/plan.ts";
import { checksOf, development, example, production, refusalsOf, runOn } from "./support.ts";

const file = ".github/image-checks/allocator.yml";
const read = (text: string) => parseChecks({ text, file });

test("the example is accepted, and each check becomes a row", () => {
  const names = (channel: typeof development) =>
    planChecks(checksOf(example), runOn(channel)).rows.map(({ name }) => name);
  const always = [
    "venv /app/.venv",
    "distribution lablink-allocator-service",
    "import lablink_allocator_service.main",
    "import lablink_allocator_service.db.vms:VmDatabase",
    "executes generate-init-sql",
    "executes lablink-allocator",
    "executes uv --version",
    "executes nginx -t",
    "file /usr/share/kasmvnc/www/assets/ui-*.js",
    "claim postgres-15",
    "development tool pytest",
    "development tool ruff",
  ];
  expect(names(production)).toEqual(always);
  expect(names(development)).toEqual([...always, "tests pytest tests --ignore=tests/terraform"]);
});

test.each([
  ["executes: [{ run: x, network: true }]", true, true],
  ["claims: { a: { run: x, prints: y, network: true } }", true, true],
  ["development: { tests: { run: x, network: true } }", true, false],
  ["executes: [{ run: x, network: false }]", false, false],
])("a check asks for the network only if it runs: %s", (text, onDevelopment, onProduction) => {
  const needs = (channel: typeof development) =>
    planChecks(checksOf(text), runOn(channel)).inside.some(({ asksNetwork }) => asksNetwork);
  expect(needs(development)).toBe(onDevelopment);
  expect(needs(production)).toBe(onProduction);
});

const one = "user: root\n";

describe("a problem is reported with its path, line and column", () => {
  test.each([
    ["vemv: /app", 1, 1, /the file has the key "vemv", which is not known \(is venv meant\?\)/],
    [
      "venv: /app\nexecutes:\n  - { run: x, create: /y }",
      3,
      15,
      /executes\.0 has the key "create".*creates meant/,
    ],
    ["development: { tests: { in: /x } }", 1, 23, /development\.tests lacks the key run/],
    ["venv: app", 1, 7, /venv must be an absolute path, and is "app"/],
    [
      "executes: [{ run: x, runs-for: 2 }]",
      1,
      32,
      /executes\.0\.runs-for must be text, and is a whole number/,
    ],
    ["executes: [{ run: x, exit: no }]", 1, 28, /executes\.0\.exit must be any, and is "no"/],
    ["executes: [{ run: x, exit: [] }]", 1, 28, /executes\.0\.exit is empty/],
    ["executes: [{ run: x, exit: 1, runs-for: 2s }]", 1, 22, /executes\.0 has exit and runs-for/],
    ["executes: [{ run: x, exit: any }]", 1, 22, /executes\.0 has exit: any and nothing that/],
    ["executes: [{ run: x, prints: [a, '('] }]", 1, 34, /executes\.0\.prints\.1 must be a regular/],
    ["executes: [{ run: x, traceback: a b }]", 1, 33, /traceback must be the name of an exception/],
    ["files: [{ path: /x*, count: 0 }]", 1, 29, /files\.0\.count must be 1 or more, and is 0/],
    ["mounts: { /a: b }", 1, 1, /the file has no check/],
    [`${one}mounts: { /a: ../b }`, 2, 15, /mounts\.\/a is "\.\.\/b", which leads out of the/],
    [`${one}mounts: { /a/../b: c }`, 2, 11, /mounts has the name "\/a\/\.\.\/b", which is not/],
    [`${one}mounts: { /proc/a: b }`, 2, 11, /mounts has \/proc\/a, and the engine puts/],
    [
      "claims:\n  a: { run: x, prints: '(' }",
      2,
      24,
      /claims\.a\.prints must be a regular expression, and is "\("/,
    ],
    ["env: { 'A B': x }", 1, 8, /env has the name "A B", which is not the name of a variable/],
    ["imports: [a b]", 1, 11, /imports\.0 must be a module, .*and is "a b"/],
    ["[]", 1, 1, /the file must be keys with values, and is a list/],
    ["", 1, 1, /the file has no check/],
    ["venv: /a\nvenv: /b", 2, 1, /not YAML at line 2, column 1.*unique/],
  ])("%j", (text, line, column, seen) => {
    const [refusal, ...others] = refusalsOf(read(text));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      name: "checks-invalid",
      seen: expect.stringMatching(seen),
      location: { file, line, column },
    });
  });

  test("all problems are reported at once", () => {
    expect(refusalsOf(read("a: 1\nb: 2\nvenv: 3"))).toHaveLength(3);
  });

  test("inline checks have no file to annotate, but still a line", () => {
    const [refusal] = refusalsOf(parseChecks({ text: "\na: 1", file: undefined }));
    expect(refusal?.seen).toMatch(/^checks, line 2, column 1/);
    expect(refusal?.location).toBeUndefined();
  });
});

test("the shape accepts what a validator of the published JSON schema accepts", () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const leaf = fc.oneof(
    fc.constantFrom("/a", "a", "a.b:C", "2s", "pytest", "any", "", 0, 1, true, null, [0], []),
    anyText,
  );
  const keys = fc.constantFrom(
    "run",
    "exit",
    "traceback",
    "env",
    "count",
    "runs-for",
    "creates",
    "prints",
    "path",
    "executable",
    "in",
    "user",
    "A",
    "x y",
    "tests",
    "tools",
    "network",
  );
  const inner = fc.dictionary(keys, fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), {
    maxKeys: 3,
  });
  const part = fc.oneof(
    leaf,
    inner,
    fc.array(fc.oneof(leaf, inner), { maxLength: 3 }),
    fc.dictionary(keys, inner, { maxKeys: 2 }),
  );
  const checks = fc.dictionary(fc.constantFrom(...Object.keys(schema.properties), "other"), part, {
    maxKeys: 3,
  });
  fc.assert(
    fc.property(fc.oneof(checks, part), (value) => {
      expect(check(checksShape, value).ok).toBe(validate(value));
    }),
    { numRuns: 3_000 },
  );
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      read(text);
    }),
    { numRuns: 2_000 },
  );
});

test("the examples of the README are accepted, and the first is the one of these tests", () => {
  const readme = readFileSync("actions/verify-image/README.md", "utf8");
  const blocks = [...readme.matchAll(/```yaml\n(venv: .*?)```/gs)].map(([, text = ""]) => text);
  expect(blocks).toHaveLength(2);
  expect(blocks[0]).toBe(example);
  for (const text of blocks) expect(refusalsOf(read(text))).toEqual([]);
});

test.each(["allocator", "client"])("the checks of the example's %s are accepted", (name) => {
  const path = `examples/lablink/.github/image-checks/${name}.yml`;
  const written = parseChecks({ text: readFileSync(path, "utf8"), file: path });
  expect(refusalsOf(written)).toEqual([]);
});
