import { describe, expect, test } from "@jest/globals";
import { cases, spelledVersion } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { normalizePackageName } from "../src/package-name.ts";
import { matchVersionTag } from "../src/version-tag.ts";

function declare(...names: string[]) {
  return names.map((packageName) => ({ packageName, prefix: "{package}_v" }));
}

describe("matchVersionTag", () => {
  test.each([
    ["foo_v1.0", ["foo"], "foo", "1.0"],
    ["Foo.Bar_v1.0", ["foo-bar"], "foo-bar", "1.0"],
    ["foo__bar_v1.0", ["foo-bar"], "foo-bar", "1.0"],
    ["foo_v2_v1.0", ["foo", "foo-v2"], "foo-v2", "1.0"],
    ["foo_v2_v1.0", ["foo-v2", "foo"], "foo-v2", "1.0"],
    ["foo_v2_v1.0", ["foo"], "foo", "2_v1.0"],
    ["foo_v", ["foo"], "foo", ""],
  ])("%s among %j is of %s, version %s", (tag, names, packageName, versionText) => {
    const packageNames = [packageName];
    expect(matchVersionTag(tag, declare(...names))).toEqual({ packageNames, versionText });
  });

  test.each([
    ["foo-bar_v1.0", ["foo"]],
    ["foo_v1.0", ["foo-bar"]],
    ["xfoo_v1.0", ["foo"]],
    ["main", ["foo"]],
    ["", ["foo"]],
    ["_v1.0", ["foo"]],
    ["foo-_v1.0", ["foo"]],
    // The Kelvin sign, whose lower case is k.
    ["\u212a_v1.0", ["k"]],
  ])("%s among %j belongs to none", (tag, names) => {
    expect(matchVersionTag(tag, declare(...names))).toBeUndefined();
  });

  test.each([
    ["v", "v1.0"],
    ["release/{package}/", "release/foo/1.0"],
    ["{package}", "foo1.0"],
  ])("the prefix %s takes %s", (prefix, tag) => {
    expect(matchVersionTag(tag, [{ packageName: "foo", prefix }])?.versionText).toBe("1.0");
  });

  describe("a bare tag", () => {
    const declared = [
      { packageName: "bare", prefix: "" },
      { packageName: "foo", prefix: "{package}_v" },
      { packageName: "bar", prefix: "v" },
    ];

    test.each([
      ["1.2.3", "bare", "1.2.3"],
      ["1.2.3rc1", "bare", "1.2.3rc1"],
      ["20261129", "bare", "20261129"],
      ["1!2.0", "bare", "1!2.0"],
      // It begins like a version, so it is refused and not passed over as another's.
      ["1.2.3-final", "bare", "1.2.3-final"],
      ["1.2.3+local", "bare", "1.2.3+local"],
      ["v1.2.3", "bar", "1.2.3"],
      ["foo_v1.2.3", "foo", "1.2.3"],
    ])("%s is of %s", (tag, packageName, versionText) => {
      const packageNames = [packageName];
      expect(matchVersionTag(tag, declared)).toEqual({ packageNames, versionText });
    });

    test.each(["nightly", "2026-11-29", "other_v1.0", "x1.2.3", "", "3d-tools", "1_v2"])(
      "%j is none, although it begins with nothing as well",
      (tag) => {
        expect(matchVersionTag(tag, declared)).toBeUndefined();
      },
    );
  });

  test.each(["vision_v1.0", "vnext", "v", "v1-notes"])("%s is not a tag of the prefix v", (tag) => {
    expect(matchVersionTag(tag, [{ packageName: "foo", prefix: "v" }])).toBeUndefined();
  });

  test("a tag belongs to all packages that share its prefix, in their order", () => {
    const declared = ["b", "a", "c"].map((packageName) => ({ packageName, prefix: "v" }));
    const others = [{ packageName: "d", prefix: "{package}_v" }];
    expect(matchVersionTag("v1.0", [...others, ...declared])).toEqual({
      packageNames: ["b", "a", "c"],
      versionText: "1.0",
    });
  });

  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?$/);

  test("a package's own tag is matched, whatever package and version", () => {
    fc.assert(
      fc.property(name, spelledVersion, (packageName, versionText) => {
        const tag = `${packageName}_v${versionText}`;
        const packageNames = [packageName];
        expect(matchVersionTag(tag, declare(packageName))).toEqual({ packageNames, versionText });
      }),
      cases,
    );
  });

  test("a tag is never given to a package of another name", () => {
    fc.assert(
      fc.property(name, name, spelledVersion, (tagged, other, versionText) => {
        fc.pre(normalizePackageName(tagged) !== normalizePackageName(other));
        // A name that itself holds `_v` and what looks like a version is two readings of one tag.
        fc.pre(!/[-_.]v/.test(tagged));
        expect(matchVersionTag(`${tagged}_v${versionText}`, declare(other))).toBeUndefined();
      }),
      cases,
    );
  });
});
