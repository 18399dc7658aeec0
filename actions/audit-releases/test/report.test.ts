/** The JSON report and the summary. */
import { expect, test } from "@jest/globals";
import { checkJson } from "@lablink-actions/shape";
import { Ajv } from "ajv";
import schema from "../src/audit-report.schema.json" with { type: "json" };
import { auditReport } from "../src/report-shape.ts";
import { ageOf, factsOf, shortDigest, tablesOf } from "../src/summary.ts";
import { now, sample } from "./sample.ts";

test("the published schema and the shape take the report, and refuse another", () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate(JSON.parse(JSON.stringify(sample)))).toBe(true);
  expect(checkJson(auditReport, JSON.stringify(sample)).ok).toBe(true);
  const wrong = { ...sample, findings: [{ ...sample.findings[0], kind: "other" }] };
  expect(validate(wrong)).toBe(false);
  expect(checkJson(auditReport, JSON.stringify(wrong)).ok).toBe(false);
});

test("a table has every version of every image, a verdict in each row, and no empty cell", () => {
  const tables = tablesOf(sample, now);
  expect(tables.map(({ title }) => title)).toEqual([
    "lablink-allocator-service: 2 with findings",
    "lablink-client-service: 1 with findings",
    "lablink-cli: no image installs it",
  ]);
  expect(tables.map(({ rows }) => rows.length)).toEqual([18, 30, 1]);
  expect(tables[0]?.rows.slice(4, 9)).toEqual([
    ["0.2.3", "lablink-allocator-image", "131313131313", "105 days", "✓"],
    ["0.2.2", "lablink-allocator-image", "121212121212", "126 days", "✗ tags differ"],
    ["0.2.1", "lablink-allocator-image", "111111111111", "147 days", "✓"],
    ["0.2.0", "lablink-allocator-image", "101010101010", "168 days", "✓"],
    ["0.1.4", "lablink-allocator-image", "–", "189 days", "✗ no image"],
  ]);
  for (const { rows } of tables) for (const row of rows) expect(row).not.toContain("");
});

test("the log has every finding with remedy and command, and the number of those that it leaves out", () => {
  const facts = new Map(factsOf(sample));
  expect(facts.get("Findings")).toBe("3, 2 of them make the run red");
  expect(facts.get("✗ package-without-image")).toMatch(
    /^The index has .* has no tag of it\.\nBuild its image:\ngh workflow run lablink-images\.yml /,
  );
  expect(facts.get("! development-tags-old")).toMatch(/The report lists all of them\.$/);
  const [first] = sample.findings;
  const findings = Array.from({ length: 50 }, () => first ?? ("" as never));
  const many = factsOf({ ...sample, findings });
  expect(many.at(-1)).toEqual(["…", "30 more are in the report"]);
});

test.each([
  [null, "not known"],
  ["2026-11-29T05:00:00Z", "today"],
  ["2026-11-28T05:00:00Z", "1 day"],
  ["2025-11-29T06:00:00Z", "365 days"],
])("the age of %s is %s", (time, age) => {
  expect(ageOf(time, now)).toBe(age);
});

test("a digest is shown by twelve digits, and another text as it is", () => {
  expect(shortDigest(`sha256:${"0123456789abcdef".repeat(4)}`)).toBe("0123456789ab");
  expect(shortDigest("latest")).toBe("latest");
});
