import { expect, test } from "@jest/globals";
import { parseVersion } from "@lablink-actions/release-core";
import { parseDays, parseRepository } from "../src/audit-releases.ts";
import { parseApiUrl } from "../src/github-issues.ts";
import { timeIn } from "../src/releases.ts";
import { isBefore, parseSince, requireKnown } from "../src/since.ts";

const version = (text: string) => parseVersion(text) ?? ("" as never);

test.each([
  ["a day that does not exist", "2026-02-30"],
  ["a month that does not exist", "2026-13-01"],
  ["a date with a time", "2026-01-01T00:00:00Z"],
  ["a version without its package", "1.2.3"],
  ["something that is not a version", "a==latest"],
  ["two packages on one line", "a==1 b==2"],
])("since: %s is LA902 input-invalid", (_, text) => {
  expect(parseSince(text, "since")).toMatchObject({
    ok: false,
    refusals: [{ name: "input-invalid", seen: `the input since has ${JSON.stringify(text)}` }],
  });
});

test("since: every wrong line is reported, and every package that the configuration does not have", () => {
  expect(parseSince("a\nb==1\nc", "since")).toMatchObject({ refusals: [{}, {}] });
  const read = parseSince("My_Package==1.0\n\n other==2", "since");
  if (!read.ok) throw new Error("not read");
  expect(requireKnown(read.value, ["my-package", "OTHER"])).toMatchObject({ ok: true });
  expect(requireKnown(read.value, ["third"])).toMatchObject({
    refusals: [
      { seen: 'the input since names "my-package", which the configuration does not have' },
      { seen: 'the input since names "other", which the configuration does not have' },
    ],
  });
});

test("since: a time that is not known is audited, and the day itself as well", () => {
  const date = parseSince("2026-03-01", "since");
  const versions = parseSince("a==1.0", "since");
  if (!date.ok || !versions.ok) throw new Error("not read");
  const before = (time?: string) => isBefore(date.value, "a", version("1.0"), time);
  expect([before(), before("2026-03-01T00:00:00Z"), before("2026-02-28T23:59:59Z")]).toEqual([
    ...[false, false, true],
  ]);
  const older = (name: string, text: string) =>
    isBefore(versions.value, name, version(text), undefined);
  expect([older("A", "0.9"), older("a", "1.0.0"), older("b", "0.9")]).toEqual([true, false, false]);
});

test.each([
  ["2026-03-01T12:00:00+02:00", ["2026-03-01T10:00:00.000Z"]],
  ["1970-01-01T00:00:00Z", []],
  ["1980-01-01T00:00:00Z", []],
  ["0001-01-01T00:00:00Z", []],
  ["yesterday", []],
  [undefined, []],
])("the time %s is %j", (text, expected) => {
  expect(timeIn(text)).toEqual(expected);
});

test.each([
  [parseDays, "", "development-days"],
  [parseDays, "-1", "development-days"],
  [parseDays, "1.5", "development-days"],
  [parseRepository, "name", "repository"],
  [parseRepository, "a/b/c", "repository"],
  [parseRepository, "a/../..", "repository"],
  [parseApiUrl, "http://api.github.com", "api-url"],
  [parseApiUrl, "https://user@api.github.com", "api-url"],
  [parseApiUrl, "api.github.com", "api-url"],
])("%p refuses %j", (parse, text, name) => {
  expect(parse(text, name)).toMatchObject({ ok: false, refusals: [{ name: "input-invalid" }] });
});

test("an API on this machine, or by https, is taken", () => {
  for (const text of [
    "https://api.github.com",
    "https://ghe.example/api/v3",
    "http://127.0.0.1:1",
  ]) {
    expect(parseApiUrl(text, "api-url").ok).toBe(true);
  }
});
