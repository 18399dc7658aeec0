import { describe, expect, test } from "@jest/globals";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { imageReference, parseImageName, parseTag, parseTagOf } from "../src/image-reference.ts";
import { refusalMessage } from "../src/refusal.ts";
import type { Result } from "../src/result.ts";

function message(result: Result<unknown>): string {
  return result.ok ? "accepted" : result.refusals.map(refusalMessage).join("\n");
}

describe("parseImageName", () => {
  test.each([
    "ghcr.io/talmolab/lablink-allocator-image",
    "localhost/image",
    "localhost:5000/a/b/c",
    "127.0.0.1:5000/owner/name",
    "[::1]:5000/owner/name",
    "registry.example.org/a__b/c.d-e",
  ])("accepts %s", (name) => {
    expect(parseImageName(name)).toEqual({ ok: true, value: name });
  });

  test.each([
    "",
    "ghcr.io/",
    "ghcr.io/owner/",
    "name",
    "owner/name",
    "ghcr.io/owner/name:tag",
    "ghcr.io/owner/name@sha256:0",
    "ghcr.io/owner/name,ghcr.io/evil/x",
    "ghcr.io/owner/name\nghcr.io/evil/x",
    "ghcr.io//name",
    "https://ghcr.io/owner/name",
    `ghcr.io/${"a".repeat(250)}`,
  ])("refuses %j", (name) => {
    expect(message(parseImageName(name))).toMatch(/^LA401 image-invalid: /);
  });

  test("an owner in upper case is refused with the spelling to use", () => {
    expect(message(parseImageName("ghcr.io/TalmoLab/image"))).toBe(
      'LA401 image-invalid: "ghcr.io/TalmoLab/image" is not the name of an image. Registries take lower case only: write ghcr.io/talmolab/image.',
    );
  });
});

describe("parseTag", () => {
  test.each(["latest", "_", "0.2.0", "A-b_c.d", "x".repeat(128)])("accepts %s", (tag) => {
    expect(parseTag(tag, "here")).toEqual({ ok: true, value: tag });
  });

  test.each(["", ".a", "-a", "a b", "a:b", "a/b", "é", "a\n", "1.0+local", "x".repeat(129)])(
    "refuses %j",
    (tag) => {
      expect(message(parseTag(tag, "here"))).toMatch(/^LA402 tag-invalid: /);
    },
  );
});

describe("parseTagOf", () => {
  const image = parseImageName("ghcr.io/owner/name");
  const read = (reference: string) => (image.ok ? parseTagOf(image.value, reference) : image);

  test("gives the tag of a reference to the image", () => {
    expect(read("ghcr.io/owner/name:0.2.0")).toEqual({ ok: true, value: "0.2.0" });
  });

  test.each([
    "0.2.0",
    "ghcr.io/owner/name",
    "ghcr.io/owner/name2:0.2.0",
    "ghcr.io/owner/name@sha256:0",
    "ghcr.io/owner/name:",
    "ghcr.io/owner/name:a,ghcr.io/evil/x:b",
  ])("refuses %j, and shows it", (reference) => {
    expect(message(read(reference))).toMatch(/^LA402 tag-invalid: /);
    expect(message(read(reference))).toContain(JSON.stringify(reference));
  });
});

test("every accepted name and tag make a reference of the distribution grammar", () => {
  // reference.go's ReferenceRegexp, written out independently and without its digest.
  const grammar =
    /^(?<name>(?:[a-zA-Z0-9-.]+|\[[0-9a-fA-F:]+\])(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+):\w[\w.-]{0,127}$/;
  const part = fc.stringMatching(/^[a-z0-9._-]{1,12}$/);
  const name = fc.oneof(
    fc
      .tuple(fc.constantFrom("ghcr.io", "localhost:5000", "a.b"), part, part)
      .map((p) => p.join("/")),
    anyText,
  );
  const tag = fc.oneof(fc.stringMatching(/^[\w.-]{1,130}$/), anyText);
  fc.assert(
    fc.property(name, tag, (imageText, tagText) => {
      const image = parseImageName(imageText);
      const parsed = parseTag(tagText, "here");
      if (image.ok && parsed.ok) expect(imageReference(image.value, parsed.value)).toMatch(grammar);
    }),
    cases,
  );
});
