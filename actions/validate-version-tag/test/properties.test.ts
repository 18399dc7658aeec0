import { describe, expect, test } from "@jest/globals";
import { matchVersionTag, normalizePackageName } from "@lablink-actions/release-core";
import { canonicalVersion, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { outputsOf } from "./support.ts";

/** Another spelling of a canonical version, made by appendix B's alternatives and not by our parser. */
const spelling = fc
  .record({
    version: canonicalVersion,
    v: fc.constantFrom("", "v", "V"),
    zeros: fc.constantFrom("", "0", "00"),
    tail: fc.constantFrom("", ".0", ".0.00"),
    a: fc.constantFrom("a", "-alpha.", "_A-", ".Alpha"),
    b: fc.constantFrom("b", "-beta.", "_B", ".BETA_"),
    rc: fc.constantFrom("rc", "-rc.", "_pre", ".preview-", "c", "RC"),
    post: fc.constantFrom(".post", "-", "_rev.", "-r", "POST-"),
    dev: fc.constantFrom(".dev", "dev", "-dev_", "_DEV."),
  })
  .map(({ version, v, zeros, tail, ...others }) => {
    const phases: Readonly<Record<string, string>> = others;
    const spelled = version.replace(
      /^[\d.]*\d|rc|a|b|\.post|\.dev/g,
      (part) => phases[part.replace(".", "")] ?? v + zeros + part + tail,
    );
    return { version, spelled };
  });

/** The same value for equal versions, such as 1.0 and 1. */
function withoutTail(version: string): string {
  return version.replace(/^[\d.]*\d/, (release) => release.replace(/(\.0)+$/, ""));
}

/** Versions that a careless comparison confuses with this one, and any others. */
function nearby(version: string): fc.Arbitrary<string> {
  return fc
    .oneof(
      fc.constant(version.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n))),
      fc.constantFrom(`1${version}`, `1!${version}`),
      canonicalVersion,
    )
    .filter((other) => withoutTail(other) !== withoutTail(version));
}

describe("for any version", () => {
  test("a tag that spells it in any way matches, and the output is pyproject's", async () => {
    await fc.assert(
      fc.asyncProperty(spelling, async ({ version, spelled }) => {
        expect(await outputsOf(`foo_v${spelled}`, version)).toMatchObject({
          matched: "true",
          version,
        });
      }),
      cases,
    );
  });

  test("a pyproject.toml with another version is refused, even a similar one", async () => {
    const pair = spelling.chain(({ version, spelled }) =>
      nearby(version).map((other) => ({ spelled, other })),
    );
    await fc.assert(
      fc.asyncProperty(pair, async ({ spelled, other }) => {
        expect(await outputsOf(`foo_v${spelled}`, other)).toEqual(["tag-version-differs"]);
      }),
      cases,
    );
  });
});

test("for any tag, the package is the one that the tag names, and no longer prefix fits", () => {
  const start = fc.constantFrom(
    "",
    "foo_v",
    "Foo",
    "Foo.Bar_v",
    "foo__v2_v",
    "foo-bar_v",
    "FOO-BAR",
  );
  const parts = fc.constantFrom("foo", "Foo", "bar", "-", "_", ".", "_v", "2", "1.0");
  const tags = fc
    .tuple(start, fc.array(parts, { maxLength: 8 }))
    .map(([begin, rest]) => begin + rest.join(""));
  const declared = ["foo", "foo-bar", "foo_v2", "Foo.Bar.foo"].map((packageName) => ({
    packageName,
    prefix: "{package}_v",
  }));
  fc.assert(
    fc.property(tags, (tag) => {
      const match = matchVersionTag(tag, declared);
      if (match === undefined) return;
      const { packageNames, versionText } = match;
      const [packageName] = packageNames;
      expect(packageNames).toHaveLength(1);
      expect(tag.endsWith(`_v${versionText}`)).toBe(true);
      const name = tag.slice(0, -`_v${versionText}`.length);
      expect(normalizePackageName(name)).toBe(normalizePackageName(packageName));
      const longer = [...versionText.matchAll(/_v/g)].map(({ index }) =>
        normalizePackageName(`${name}_v${versionText.slice(0, index)}`),
      );
      const names = declared.map((one) => normalizePackageName(one.packageName));
      expect(longer.filter((one) => names.includes(one))).toEqual([]);
    }),
    cases,
  );
});
