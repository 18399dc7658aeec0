/** What is refused, and why. */
import { describe, expect, test } from "@jest/globals";
import type { RefusalName, Trigger } from "@lablink-actions/release-core";
import { type PromotionTexts, promotionsFrom, push, texts } from "./inputs.ts";
import { digest, namesOf } from "./support.ts";

const source = `ghcr.io/owner/name@${digest("a")}`;
const another = `ghcr.io/owner/name@${digest("b")}`;
const tags = ["ghcr.io/owner/name:0.2.0", "ghcr.io/owner/name:latest"];
const list = (...entries: unknown[]) => ({ promotions: JSON.stringify(entries) });

describe("refused", () => {
  const wholeList = "the input promotions must be a list";
  test.each<[string, Partial<PromotionTexts>, RefusalName, string]>([
    ["nothing", {}, "input-missing", "the input source"],
    ["no tags", { source }, "input-missing", "the input tags"],
    ["no source", { tags }, "input-missing", "the input source"],
    [
      "both forms",
      { ...list({ source, tags }), source },
      "inputs-conflict",
      "source with tags and promotions are given",
    ],
    [
      "version tags beside promotions",
      { ...list({ source, tags }), versionTags: tags },
      "inputs-conflict",
      "source with tags and promotions are given",
    ],
    [
      "a version tag without its image",
      { source, tags, versionTags: ["0.2.0"] },
      "tag-invalid",
      '"0.2.0" is not a tag of',
    ],
    [
      "a version tag that is not promoted",
      { source, tags: tags.slice(1), versionTags: tags.slice(0, 1) },
      "promotions-invalid",
      "version-tags has ghcr.io/owner/name:0.2.0, which is not one of the tags",
    ],
    [
      "version tags without a version",
      list({ source, tags, "version-tags": tags.slice(1) }),
      "promotions-invalid",
      "the version-tags latest of",
    ],
    [
      "a text for the version tags",
      list({ source, tags, "version-tags": "0.2.0" }),
      "promotions-invalid",
      "0.version-tags of the input promotions must be a list, and is text",
    ],
    [
      "null for the version tags",
      list({ source, tags, "version-tags": null }),
      "promotions-invalid",
      "0.version-tags of the input promotions is empty",
    ],
    [
      "a number among the version tags",
      list({ source, tags, "version-tags": [1] }),
      "promotions-invalid",
      "0.version-tags.0 of the input promotions must be text",
    ],
    [
      "a tag for a source",
      { source: "ghcr.io/owner/name:latest", tags },
      "promotions-invalid",
      'the source "ghcr.io/owner/name:latest" is not name@sha256:…',
    ],
    [
      "a tag and a digest",
      { source: source.replace("@", ":latest@"), tags },
      "image-invalid",
      "is not the name of an image",
    ],
    [
      "a short digest",
      { source: source.slice(0, -1), tags },
      "promotions-invalid",
      "with 64 hexadecimal digits",
    ],
    [
      "a tag of another image",
      { source, tags: ["ghcr.io/owner/name2:latest"] },
      "tag-invalid",
      '"ghcr.io/owner/name2:latest" is not a tag of ghcr.io/owner/name',
    ],
    ["a tag without its image", { source, tags: ["latest"] }, "tag-invalid", '"latest" is not'],
    ["two tags in a line", { source, tags: [tags.join(",")] }, "tag-invalid", "is not a tag"],
    ["a digest for a tag", { source, tags: [source] }, "tag-invalid", "is not a tag of"],
    [
      "a text that is not JSON",
      { promotions: "[" },
      "promotions-invalid",
      "the input promotions is not JSON",
    ],
    ["an object", { promotions: "{}" }, "promotions-invalid", wholeList],
    ["an empty list", list(), "promotions-invalid", "the input promotions is empty"],
    ["a null", list(null), "promotions-invalid", "0 of the input promotions is empty"],
    [
      "a key too many, with the key that is meant",
      list({ source, tags, tag: "" }),
      "promotions-invalid",
      '0 of the input promotions has the key "tag", which is not known (is tags meant?)',
    ],
    [
      "a list without tags",
      list({ source, tags: [] }),
      "promotions-invalid",
      "0.tags of the input promotions is empty",
    ],
    [
      "a number among the tags",
      list({ source, tags: [1] }),
      "promotions-invalid",
      "0.tags.0 of the input promotions must be text",
    ],
    [
      "a tag twice, for two images",
      list({ source, tags }, { source: another, tags: tags.slice(1) }),
      "promotions-invalid",
      "ghcr.io/owner/name:latest is promoted twice",
    ],
    [
      "a tag twice, once as a version's",
      list({ source, tags }, { source, tags, "version-tags": [] }),
      "promotions-invalid",
      "ghcr.io/owner/name:0.2.0 is promoted twice",
    ],
  ])("%s", (_name, given, name, seen) => {
    expect(promotionsFrom(given)).toMatchObject({
      refusals: [{ name, seen: expect.stringContaining(seen) }],
    });
  });

  test("every item is reported together, and each cause has its own remedy", () => {
    const given = list(
      { source: "", tags },
      { source, tags: ["x"], platform: "linux" },
      { source, tags, "version-tags": tags },
    );
    const result = promotionsFrom(given);
    expect(namesOf(result)).toEqual(["promotions-invalid", "tag-invalid", "platform-invalid"]);
    const remedies = [
      list({ source: "", tags }),
      list({ source, tags, "version-tags": tags.slice(1) }),
      { source, tags: tags.slice(1), versionTags: tags.slice(0, 1) },
      list({ source, tags, tag: "" }),
      list({ source, tags }, { source: another, tags }),
      list({ source, tags, platform: "linux/amd64" }, { source, tags: ["ghcr.io/owner/name:x"] }),
    ].map((one) => {
      const refused = promotionsFrom(one);
      return refused.ok ? "" : refused.refusals.map(({ remedy }) => remedy).join();
    });
    expect(remedies).not.toContain("");
    expect(new Set(remedies).size).toBe(remedies.length);
  });
});

describe("the channel of the run", () => {
  const suffixed = ["ghcr.io/owner/name:latest-test"];

  test.each<[string, Trigger, readonly string[], RefusalName[]]>([
    ["production: tags without the suffix", texts.trigger, tags, []],
    ["production: a tag with it", texts.trigger, suffixed, ["prod-tag-suffixed"]],
    ["a push: a tag with the suffix", push, suffixed, []],
    [
      "a push: tags without it, each of them",
      push,
      [...tags, ...suffixed],
      ["development-tag-unsuffixed", "development-tag-unsuffixed"],
    ],
    [
      "an event that nothing is built for",
      { ...push, eventName: "workflow_run" },
      suffixed,
      ["event-unsupported"],
    ],
    ["production by a push", { ...push, environment: "prod" }, suffixed, ["prod-needs-dispatch"]],
    [
      "production from a ref that may not",
      { ...texts.trigger, policy: { ...texts.trigger.policy, productionRefs: ["release/*"] } },
      tags,
      ["prod-ref-not-allowed"],
    ],
  ])("%s", (_name, trigger, given, names) => {
    expect(namesOf(promotionsFrom({ source, tags: given, trigger }))).toEqual(names);
    expect(namesOf(promotionsFrom({ ...list({ source, tags: given }), trigger }))).toEqual(names);
  });
});
