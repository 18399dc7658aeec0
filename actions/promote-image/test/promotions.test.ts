import { describe, expect, test } from "@jest/globals";
import { parseAccount } from "../src/connect.ts";
import { parseOverwrite, parsePromotions } from "../src/promotions.ts";
import { digest, namesOf, promotion, unwrap } from "./support.ts";

const source = `ghcr.io/owner/name@${digest("a")}`;
const tags = ["ghcr.io/owner/name:0.2.0", "ghcr.io/owner/name:latest"];
const none = { source: "", tags: [], promotions: "" };
const list = (...entries: unknown[]) => ({ ...none, promotions: JSON.stringify(entries) });

test("one image by source and tags, several by promotions", () => {
  const expected = [promotion(["0.2.0", "latest"])];
  expect(unwrap(parsePromotions({ ...none, source, tags }))).toEqual(expected);
  expect(unwrap(parsePromotions({ ...none, source, tags: [...tags, ...tags] }))).toEqual(expected);
  expect(unwrap(parsePromotions(list({ source, tags })))).toEqual(expected);
});

describe("refused", () => {
  test.each([
    ["nothing", none],
    ["no tags", { ...none, source }],
    ["no source", { ...none, tags }],
    ["both forms", { ...list({ source, tags }), source }],
    ["a tag for a source", { ...none, source: "ghcr.io/owner/name:latest", tags }],
    [
      "a tag and a digest",
      { ...none, source: source.replace("@", ":latest@"), tags },
      "image-invalid",
    ],
    ["a short digest", { ...none, source: source.slice(0, -1), tags }],
    ["a tag of another image", { ...none, source, tags: ["ghcr.io/owner/name2:latest"] }],
    ["a tag without its image", { ...none, source, tags: ["latest"] }],
    ["two tags in a line", { ...none, source, tags: [tags.join(",")] }, "tag-invalid"],
    ["a digest for a tag", { ...none, source, tags: [source] }],
    ["no JSON", { ...none, promotions: "[" }],
    ["an object", { ...none, promotions: "{}" }],
    ["an empty list", list()],
    ["a null", list(null)],
    ["a key too many", list({ source, tags, tag: "" })],
    ["a number among the tags", list({ source, tags: [1] })],
    ["a tag twice", list({ source, tags }, { source, tags: tags.slice(1) })],
  ])("%s", (_name, texts, refusal = "promotions-invalid") => {
    expect(namesOf(parsePromotions(texts))).toEqual([refusal]);
  });

  test("every item, at once", () => {
    expect(namesOf(parsePromotions(list({ source: "", tags }, { source, tags: ["x"] })))).toEqual([
      "promotions-invalid",
      "promotions-invalid",
    ]);
  });
});

test("overwrite names what is promoted", () => {
  const promotions = [promotion(["0.2.0", "latest"])];
  expect(unwrap(parseOverwrite(tags, promotions))).toEqual(new Set(tags));
  expect(namesOf(parseOverwrite(["latest"], promotions))).toEqual(["promotions-invalid"]);
});

test("an account has a name and a password, or there is none", () => {
  expect(unwrap(parseAccount("", ""))).toBeUndefined();
  expect(unwrap(parseAccount("a", "b"))).toEqual({ username: "a", password: "b" });
  expect(namesOf(parseAccount("a", ""))).toEqual(["input-missing"]);
  expect(namesOf(parseAccount("", "b"))).toEqual(["input-missing"]);
});
