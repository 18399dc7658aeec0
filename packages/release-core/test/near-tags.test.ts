import { describe, expect, test } from "@jest/globals";
import { canonicalVersion, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { nearVersionTags } from "../src/near-tags.ts";
import { normalizePackageName } from "../src/package-name.ts";
import { matchVersionTag } from "../src/version-tag.ts";

function declare(names: readonly string[], prefix = "{package}_v") {
  return names.map((packageName) => ({ packageName, prefix }));
}

describe("nearVersionTags", () => {
  test.each([
    ["otel-v0.3.0", "otel_v0.3.0"],
    ["otel-0.3.0", "otel_v0.3.0"],
    ["otel_0.3.0", "otel_v0.3.0"],
    ["otel/v0.3.0", "otel_v0.3.0"],
    ["otel@0.3.0", "otel_v0.3.0"],
    ["@otel@0.3.0", "otel_v0.3.0"],
    ["otel@v0.3.0-rc.1", "otel_v0.3.0rc1"],
    ["OTel_V0.3.0", "otel_v0.3.0"],
    ["otelv0.3.0", "otel_v0.3.0"],
    ["otel0.3.0", "otel_v0.3.0"],
    ["otel.0.3.0", "otel_v0.3.0"],
    ["otel-3", "otel_v3"],
    ["SDK.Core-v1.0", "sdk-core_v1.0"],
    ["sdk__core/1.0", "sdk-core_v1.0"],
    ["sdk/core/v1.0", "sdk-core_v1.0"],
  ])("%s is near %s", (tag, meant) => {
    expect(nearVersionTags(tag, declare(["sdk-core", "otel"]))).toEqual([meant]);
  });

  test.each(["v1.2.3", "V1.2.3", "1.2.3", "v-1.2.3"])(
    "%s may be of any package, if a prefix has the name",
    (tag) => {
      expect(nearVersionTags(tag, declare(["sdk", "otel"]))).toEqual(["sdk_v1.2.3", "otel_v1.2.3"]);
    },
  );

  test.each([
    ["1.2.3", "v", "v1.2.3"],
    ["V1.2.3", "v", "v1.2.3"],
    ["foo-v1.2.3", "v", "v1.2.3"],
    ["foo_v1.2", "release/{package}/", "release/foo/1.2"],
    ["release-foo-v1.2", "release/{package}/", "release/foo/1.2"],
  ])("%s with the prefix %s is near %s", (tag, prefix, meant) => {
    expect(nearVersionTags(tag, declare(["foo"], prefix))).toEqual([meant]);
  });

  test("of packages released together it gives the one tag that they share", () => {
    expect(nearVersionTags("1.2.3", declare(["a", "b"], "v"))).toEqual(["v1.2.3"]);
  });

  test.each([
    ["v1.2.3", ["1.2.3", "otel_v1.2.3"]],
    ["sdk-1.2.3", ["1.2.3"]],
    ["otel-1.2.3", ["otel_v1.2.3"]],
    ["v1", []],
  ])("%s is near %j, if one package has bare tags", (tag, near) => {
    const bare = { packageName: "sdk", prefix: "" };
    expect(nearVersionTags(tag, [bare, ...declare(["otel"])])).toEqual(near);
  });

  test.each([
    "v1",
    "20240101",
    "nightly",
    "nightly-1.0",
    "other-v1.0",
    "otel2-v1.0",
    "my-otel-v1.0",
    "otel-extra-v1.0",
    "otel-vlatest",
    "otel-v1.0+local",
    "otel",
    "",
  ])("%j is near none", (tag) => {
    expect(nearVersionTags(tag, declare(["sdk", "otel"]))).toEqual([]);
  });

  const name = fc.stringMatching(/^[a-z]([a-z0-9._-]{0,6}[a-z0-9])?$/);
  const names = fc.uniqueArray(name, {
    minLength: 1,
    maxLength: 4,
    selector: normalizePackageName,
  });
  const prefix = fc.constantFrom("{package}_v", "{package}-", "{package}/v", "v{package}@");
  const mixed = fc.constantFrom("", "v", "{package}_v", "{package}@v", "{package}/v", "release-");
  const separator = fc.constantFrom("-", "_", "/", "@", "-v", "_v", "/v", "@v", "_V", "v");

  test("a tag of a declared package is never a near miss", () => {
    fc.assert(
      fc.property(names, prefix, canonicalVersion, (all, template, version) => {
        for (const one of all) {
          const tag = template.replace("{package}", one) + version;
          expect(nearVersionTags(tag, declare(all, template))).toEqual([]);
        }
      }),
      cases,
    );
  });

  test("another separator is a near miss of the package that is named, or is that package's tag", () => {
    fc.assert(
      fc.property(names, separator, canonicalVersion, (all, between, version) => {
        // The separator must not make another name: `a.1` and `a-1` are names of packages too.
        const [one = ""] = all;
        fc.pre(!all.slice(1).some((other) => normalizePackageName(other).startsWith(one)));
        const declared = declare(all);
        const tag = one + between + version;
        if (matchVersionTag(tag, declared)) return;
        // The name foo-v may be foo and the prefix's v, so there may be two.
        expect(nearVersionTags(tag, declared)).toContain(`${one}_v${version}`);
      }),
      cases,
    );
  });

  test("every tag it gives is a tag of a declared package", () => {
    const parts = fc.constantFrom(
      "a",
      "b-c",
      "B.C",
      "-",
      "_",
      "/",
      "@",
      "v",
      "1",
      "2.0",
      "rc1",
      "+",
    );
    const tags = fc.array(parts, { maxLength: 7 }).map((list) => list.join(""));
    fc.assert(
      fc.property(tags, mixed, mixed, (tag, one, other) => {
        const declared = [...declare(["a"], one), ...declare(["b-c"], other)];
        for (const near of nearVersionTags(tag, declared)) {
          expect(near).not.toBe(tag);
          expect(matchVersionTag(near, declared)).toBeDefined();
        }
      }),
      cases,
    );
  });
});
