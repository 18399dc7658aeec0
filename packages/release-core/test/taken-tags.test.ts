import { describe, expect, test } from "@jest/globals";
import { canonicalVersion, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { declareTags, prefixLines } from "../src/declared-tags.ts";
import { normalizePackageName } from "../src/package-name.ts";
import { isNonEmpty } from "../src/result.ts";
import { matchVersionTag, renderedPrefix } from "../src/version-tag.ts";

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,5}[a-z0-9])?$/);
const prefix = fc.oneof(
  fc.constantFrom("", "v", "{package}_v", "{package}@v", "{package}/v", "{package}-", "{package}"),
  fc.constantFrom("1.", "v2", "release-", "{package}.", "v{package}.", "2.0rc", "{package}_v1"),
  fc.stringMatching(/^[a-z0-9.@/_-]{0,4}$/),
);
/** Packages as somebody may declare them, each with its own prefix or with that of others. */
const packages = fc
  .uniqueArray(fc.record({ packageName: name, prefix }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ packageName }) => normalizePackageName(packageName),
  })
  .map((declared) => {
    const lines = declared.map((one) => `${one.packageName}=${one.prefix}`);
    const names = declared.map(({ packageName }) => packageName);
    return { declared, names, lines };
  });

describe("for any packages, prefixes and version", () => {
  test("the tag of a package is read as its own, or as that of all with the same prefix", () => {
    fc.assert(
      fc.property(packages, canonicalVersion, ({ declared, names, lines }, version) => {
        fc.pre(isNonEmpty(lines) && declareTags(names, lines).ok);
        for (const own of declared) {
          const match = matchVersionTag(renderedPrefix(own) + version, declared);
          expect(match?.versionText).toBe(version);
          const together = declared.filter((one) => spelled(one) === spelled(own));
          expect(match?.packageNames).toEqual(together.map(({ packageName }) => packageName));
        }
      }),
      cases,
    );
  });

  test("what is refused is a tag that is read as another package's", () => {
    fc.assert(
      fc.property(packages, ({ declared, names, lines }) => {
        const tags = isNonEmpty(lines) ? declareTags(names, lines) : undefined;
        for (const { seen } of tags?.ok === false ? tags.refusals : []) {
          const [, tag = "", owner = "", taker = ""] =
            /^the tag (.*) would be a version tag of (.*), and .* makes it one of (.*)$/.exec(
              seen,
            ) ?? [];
          expect(matchVersionTag(tag, declared)?.packageNames).not.toContain(owner);
          expect(names).toContain(taker);
        }
      }),
      cases,
    );
  });

  test("prefixLines writes lines that declareTags reads as the same", () => {
    fc.assert(
      fc.property(packages, ({ declared, names, lines }) => {
        fc.pre(isNonEmpty(lines) && declareTags(names, lines).ok);
        const written = prefixLines(declared);
        expect(isNonEmpty(written) && declareTags(names, written)).toEqual({
          ok: true,
          value: declared,
        });
      }),
      cases,
    );
  });
});

/** How tags begin, for a reader that takes names in any spelling. */
function spelled(declared: { readonly packageName: string; readonly prefix: string }): string {
  const packageName = normalizePackageName(declared.packageName);
  return renderedPrefix({ ...declared, packageName });
}
