import { describe, expect, test } from "@jest/globals";
import { canonicalVersion, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { parseVersion, tagKinds, versionLike } from "../src/index.ts";

const [sha, otherSha] = ["0123456789".repeat(4), "abcdef0123".repeat(4)];

function like(tag: string, own: string, version: string): string | undefined {
  const parsed = parseVersion(version);
  if (parsed === undefined) throw new Error(`${version} is not a version`);
  return versionLike(tag, own, parsed)?.canonical;
}

describe("the version of a tag in the registry, beside an own version tag", () => {
  test.each<[string, string, string, string | undefined]>([
    ["0.3.0", "0.2.0", "0.2.0", "0.3.0"],
    ["0.3", "0.2.0", "0.2.0", "0.3"],
    ["10.0.0rc1", "9.9.9", "9.9.9", "10.0.0rc1"],
    ["linux-amd64-0.3.0", "0.2.0", "0.2.0", "0.3.0"],
    ["linux-arm-v7-0.3.0", "linux-amd64-0.2.0", "0.2.0", "0.3.0"],
    ["0.3.0", "linux-amd64-0.2.0", "0.2.0", "0.3.0"],
    ["0.3.0-linux-arm64", "0.2.0-linux-amd64", "0.2.0", "0.3.0"],
    ["v0.3.0", "v0.2.0", "0.2.0", "0.3.0"],
    ["0.3.0-slim", "0.2.0-slim", "0.2.0", "0.3.0"],
    ["0.3.0-def5678", "0.2.0-abc1234", "0.2.0", "0.3.0"],
    [`${otherSha}-0.3.0`, `${sha}-0.2.0`, "0.2.0", "0.3.0"],
    ["13-cuda-12", "12-cuda-12", "12", "13"],
    ["20241201", "20241101", "20241101", "20241201"],
    ["2024.12.1", "2024.11.1", "2024.11.1", "2024.12.1"],
    ["0.3.0", "0.2.0-slim", "0.2.0", "0.3.0"],
    ["linux-arm64-0.3.0", "v0.2.0", "0.2.0", "0.3.0"],
    // No template of this image could have written these.
    ["v0.3.0", "0.2.0", "0.2.0", undefined],
    ["0.3.0-full", "0.2.0-slim", "0.2.0", undefined],
    ["0x3.0-slim", "0.2.0-slim", "0.2.0", undefined],
    ["postgres-15", "0.2.0", "0.2.0", undefined],
    // These have another shape than the version.
    ["20240101", "0.2.0", "0.2.0", undefined],
    ["linux-amd64-20240101", "linux-amd64-0.2.0", "0.2.0", undefined],
    ["20240101.2", "0.2.0", "0.2.0", undefined],
    ["2024.1.1", "0.2.0", "0.2.0", undefined],
    ["20240101.2", "2024.11.1", "2024.11.1", undefined],
    ["4711", "0.2.0", "0.2.0", undefined],
    ["1234567", "0.2.0", "0.2.0", undefined],
    ["12b34567", "7", "7", undefined],
    ["1", "0.2.0", "0.2.0", undefined],
  ])("%s beside %s is of version %s: %s", (tag, own, version, found) => {
    expect(like(tag, own, version)).toBe(found);
  });
});

const version = canonicalVersion.filter((text) => {
  const [first = "", ...more] = parseVersion(text)?.release ?? [];
  return more.length > 0 && first.length < 4;
});
const before = fc.constantFrom("", "v", "linux-amd64-", "linux-arm64-v8-", "slim-", `${sha}-`);
const after = fc.constantFrom("", "-slim", "-linux-amd64", "-abc1234", "_x");

const twoDigits = (number: number) => String(number).padStart(2, "0");
const date = fc
  .record({
    parts: fc.tuple(
      fc.integer({ min: 1990, max: 2099 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    ),
    join: fc.constantFrom("", ".", "-"),
    padded: fc.boolean(),
    more: fc.constantFrom("", ".1", "-1", ".dev1", "rc1"),
  })
  .map(({ parts, join, padded, more }) => {
    const texts = parts.map((part) => (padded || join === "" ? twoDigits(part) : String(part)));
    return texts.join(join) + more;
  });
const run = fc.nat().map(String);
const commit = fc.stringMatching(/^(?:[0-9a-f]{7,12}|[0-9a-f]{40})$/);

test("dates, run numbers and commit ids are never versions of an image with versions such as 1.2.3", () => {
  const stranger = fc.oneof(date, run, commit);
  fc.assert(
    fc.property(version, stranger, before, after, (own, other, start, end) => {
      expect(like(`${start}${other}${end}`, `${start}${own}${end}`, own)).toBeUndefined();
      const kindOf = tagKinds([own, other]);
      expect(kindOf(own).kind).toBe("version");
      expect(kindOf(other).kind).not.toBe("version");
    }),
    cases,
  );
});

test("another version in an own version tag's place is always its version, whatever the platform and commit", () => {
  fc.assert(
    fc.property(version, version, before, before, after, (own, other, start, prefix, end) => {
      const isPlatform = /^(?:linux-.*)?$/;
      const otherStart = isPlatform.test(start) && isPlatform.test(prefix) ? prefix : start;
      const tag = `${otherStart}${other}${end}`
        .replace("abc1234", "def5678")
        .replace(sha, otherSha);
      expect(like(tag, `${start}${own}${end}`, own)).toBe(other);
    }),
    cases,
  );
});

test("beside a version, the tags of its series are floating, and follow its series alone", () => {
  const kindOf = tagKinds(["1.2.3", "1.2", "linux-amd64-1", "1.2-slim", "1.3", "12", "latest"]);
  expect(kindOf("1.2")).toEqual({ kind: "floating", series: ["1", "2"] });
  expect(kindOf("linux-amd64-1")).toEqual({ kind: "floating", series: ["1"] });
  expect(kindOf("1.2-slim")).toEqual({ kind: "floating", series: ["1", "2"] });
  expect(kindOf("1.3").kind).toBe("version");
  expect(kindOf("12")).toEqual({ kind: "floating" });
  expect(kindOf("latest")).toEqual({ kind: "floating" });
  expect(tagKinds(["1.2", "1.2.3rc1"])("1.2")).toEqual({ kind: "floating", series: ["1", "2"] });
});

test("beside a version, a date and a number move as floating tags; alone, they are versions", () => {
  const kindOf = tagKinds(["0.2.0", "linux-amd64-0.2.0", "20240101", "7", "latest", sha]);
  expect(
    ["0.2.0", "linux-amd64-0.2.0", "20240101", "7", "latest", sha].map((tag) => kindOf(tag).kind),
  ).toEqual(["version", "version", "floating", "floating", "floating", "commit"]);
  expect(tagKinds(["20240101", "latest"])("20240101").kind).toBe("version");
});
