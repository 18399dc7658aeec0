import { expect, test } from "@jest/globals";
import {
  compareVersions,
  isPrerelease,
  parseVersion,
  tagKind,
} from "@lablink-actions/release-core";
import { anyText, canonicalVersion, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { planPromotion } from "../src/plan.ts";
import { promotionsFrom } from "./inputs.ts";
import { digest, found, unwrap } from "./support.ts";

const word = fc.constantFrom("latest", "linux-amd64", "linux-amd64-latest", "postgres-15", "main");
const versionTag = fc
  .tuple(fc.constantFrom("", "linux-amd64-", "linux-arm64-v8-"), canonicalVersion)
  .map((parts) => parts.join(""))
  .filter((tag) => !/^[0-9a-f]{7}$|[0-9a-f]{40}/.test(tag));
const tag = fc.oneof(word, versionTag);
const digests = fc.constantFrom(digest("a"), digest("b"), digest("c"));
const situation = fc.record({
  tags: fc.uniqueArray(tag, { minLength: 1, maxLength: 5 }),
  current: fc.dictionary(tag, digests, { maxKeys: 6 }),
  floating: fc.constantFrom("forward" as const, "always" as const),
});

/** Only the digests of promoted tags matter. */
function plan({
  tags,
  current,
  floating,
}: typeof situation extends fc.Arbitrary<infer T> ? T : never) {
  const kept = Object.entries(current).filter(([name]) => tags.includes(name));
  const one = found(tags, Object.fromEntries(kept), Object.keys(current));
  return planPromotion([one], { floating, overwrite: new Set() });
}

test("a plan never moves a version tag, and a second run has nothing to do", () => {
  fc.assert(
    fc.property(situation, (given) => {
      const result = plan(given);
      const moved = given.tags.filter(
        (name) =>
          tagKind(name).kind === "version" &&
          ![undefined, digest("a")].includes(given.current[name]),
      );
      expect(result.ok).toBe(moved.length === 0);
      if (!result.ok) return;
      const written = result.value.filter(({ action }) => action === "write");
      const after = written.map(({ tag }) => [tag.name, digest("a")] as const);
      const again = unwrap(
        plan({ ...given, current: { ...given.current, ...Object.fromEntries(after) } }),
      );
      expect(again.filter(({ action }) => action === "write")).toEqual([]);
      const held = (steps: typeof again) =>
        steps.flatMap(({ action, tag }) => (action === "held-back" ? [tag.name] : []));
      expect(held(again)).toEqual(held(result.value));
    }),
    cases,
  );
});

/** Versions of one shape: 20240101 is none beside 0.2.0. */
const dotted = canonicalVersion.filter((text) => /^\d{1,3}\.\d/.test(text));

test("a floating tag that is written has no version above it that pip would rather install", () => {
  fc.assert(
    fc.property(dotted, fc.array(dotted, { maxLength: 4 }), (version, others) => {
      const kinds = [version, ...others].map((text) => tagKind(text).kind);
      fc.pre(kinds.every((kind) => kind === "version"));
      const current = Object.fromEntries(others.map((text) => [text, digest("a")]));
      const steps = unwrap(plan({ tags: [version, "latest"], current, floating: "forward" }));
      const [own, ...rest] = [version, ...others].flatMap((text) => parseVersion(text) ?? []);
      const better = rest.some((one) =>
        own && isPrerelease(own) === isPrerelease(one)
          ? compareVersions(one, own) > 0
          : own && isPrerelease(own),
      );
      expect(steps.find(({ tag }) => tag.name === "latest")?.action).toBe(
        better ? "held-back" : "write",
      );
    }),
    cases,
  );
});

test("a tag with only a version is a version tag, and with a text after a hyphen it is not", () => {
  fc.assert(
    fc.property(versionTag, (text) => {
      expect(tagKind(text).kind).toBe("version");
      expect(tagKind(`${text}-test`).kind).not.toBe("version");
    }),
    cases,
  );
});

test("for any input, promotions are refused or are as given, and nothing is thrown", () => {
  const source = fc.oneof(anyText, fc.constant(`ghcr.io/o/n@${digest("a")}`));
  const reference = fc.oneof(
    anyText,
    anyText.map((text) => `ghcr.io/o/n:${text}`),
    fc.constant("ghcr.io/o/n:latest"),
  );
  const entry = fc.oneof(
    fc.record({ source, tags: fc.array(reference, { maxLength: 2 }) }),
    fc.jsonValue({ maxDepth: 1 }),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.array(entry, { maxLength: 2 }), fc.jsonValue({ maxDepth: 1 })),
      (given) => {
        const promotions = JSON.stringify(given);
        const result = promotionsFrom({ promotions });
        if (!result.ok) return;
        const read = result.value.map(({ image, digest, tags }) => ({
          source: `${image}@${digest}`,
          tags: tags.map(({ name }) => `${image}:${name}`),
        }));
        const sources = Map.groupBy(given as typeof read, (one) => one.source);
        const unique = [...sources].map(([source, same]) => ({
          source,
          tags: [...new Set(same.flatMap((one) => one.tags))],
        }));
        expect(read).toEqual(unique);
      },
    ),
    cases,
  );
});
