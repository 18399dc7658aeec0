import { expect, test } from "@jest/globals";
import { compareVersions, isPrerelease, parseVersion } from "@lablink-actions/release-core";
import fc from "fast-check";
import { decideLatest } from "../src/latest.ts";
import { type ReleaseSubject, readRelease } from "../src/release.ts";
import { allocator, client, declared } from "./support.ts";

function release(tag: string): ReleaseSubject {
  const read = readRelease(tag, declared);
  if (!read?.ok) throw new Error(`${tag} is not a release`);
  return read.value;
}

function decide(tag: string, published: readonly string[], latest = "", marked = false) {
  const site = published.map((version) => ({
    version,
    aliases: version === latest ? ["latest"] : [],
  }));
  return decideLatest(release(tag), marked, site, declared);
}

const moves = { moves: true };
const stays = (reason: string) => ({ moves: false, reason });

test.each([
  ["the first stable release", allocator("0.1.0"), [allocator("0.0.9a1")], "", moves],
  ["a higher one", allocator("0.10.0"), [allocator("0.9.0")], allocator("0.9.0"), moves],
  ["the same again", allocator("0.1.0"), [allocator("0.1.0")], allocator("0.1.0"), moves],
  [
    "a post-release",
    allocator("0.1.0.post1"),
    [allocator("0.1.0")],
    allocator("0.1.0"),
    { moves: true },
  ],
  [
    "a pre-release, even of the first version there is",
    allocator("0.1.0rc1"),
    [],
    "",
    stays("a pre-release"),
  ],
  [
    "a development release",
    allocator("9.dev1"),
    [allocator("0.1")],
    allocator("0.1"),
    stays("a pre-release"),
  ],
  [
    "a patch for an older line",
    allocator("0.9.1"),
    [allocator("0.9.0"), allocator("0.10.0")],
    allocator("0.10.0"),
    stays(`${allocator("0.10.0")} is higher`),
  ],
  [
    "a stable one below a pre-release",
    allocator("0.1.0"),
    [allocator("0.2.0a1")],
    "",
    { moves: true },
  ],
  [
    "another package, after its first",
    client("0.0.1"),
    [allocator("0.1.0")],
    allocator("0.1.0"),
    { moves: "if-contained", tag: allocator("0.1.0") },
  ],
  [
    "another package's older line",
    client("0.0.1"),
    [client("0.0.2"), allocator("0.1.0")],
    allocator("0.1.0"),
    stays(`${client("0.0.2")} is higher`),
  ],
  ["a branch that somebody made latest by hand", client("0.0.1"), ["main"], "main", moves],
])("%s", (_, tag, published, latest, decision) => {
  expect(decide(tag, published, latest)).toEqual(decision);
});

test("a release that GitHub marks as a pre-release is one, whatever its version", () => {
  expect(decide(allocator("1.0"), [], "", true)).toEqual(
    stays("marked as a pre-release on GitHub"),
  );
});

const versions = fc
  .tuple(fc.nat(3), fc.nat(12), fc.constantFrom("", "a0", "rc1", ".dev2", ".post1"))
  .map(([major, minor, rest]) => `${major}.${minor}${rest}`);

test("for any order of releases of a package, latest ends at the highest stable one", () => {
  fc.assert(
    fc.property(fc.uniqueArray(versions), (order) => {
      let latest = "";
      for (const [index, version] of order.entries()) {
        const before = order.slice(0, index).map(allocator);
        if (decide(allocator(version), before, latest).moves === true) latest = allocator(version);
      }
      const stable = order
        .flatMap((text) => parseVersion(text) ?? [])
        .filter((version) => !isPrerelease(version));
      const highest = stable.toSorted(compareVersions).at(-1);
      expect(latest).toBe(highest === undefined ? "" : allocator(highest.canonical));
    }),
  );
});
