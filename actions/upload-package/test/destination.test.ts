import { describe, expect, test } from "@jest/globals";
import { requireOneIndex } from "../src/destination.ts";

describe("requireOneIndex", () => {
  const simple = "https://index.example/simple";
  const upload = "https://index.example/legacy/";

  test.each([
    ["", "", undefined],
    [simple, upload, undefined],
    [simple, upload, "https://other.example/"],
  ])(
    "takes index-url %j with publish-url %j and UV_PUBLISH_URL %j",
    (indexUrl, publishUrl, variable) => {
      const environment = (name: string) => (name === "UV_PUBLISH_URL" ? variable : undefined);
      expect(requireOneIndex({ indexUrl, publishUrl }, environment)).toEqual({
        ok: true,
        value: { indexUrl, publishUrl },
      });
    },
  );

  test("takes UV_PUBLISH_URL for an empty publish-url", () => {
    const given = { indexUrl: simple, publishUrl: "" };
    expect(requireOneIndex(given, () => ` ${upload}\n`)).toEqual({
      ok: true,
      value: { indexUrl: simple, publishUrl: upload },
    });
  });

  test.each([
    [upload, undefined, "publish-url is given without index-url"],
    ["", upload, "the variable UV_PUBLISH_URL is given without index-url"],
  ])("refuses publish-url %j with UV_PUBLISH_URL %j alone", (publishUrl, variable, seen) => {
    expect(requireOneIndex({ indexUrl: "", publishUrl }, () => variable)).toMatchObject({
      refusals: [
        {
          name: "inputs-conflict",
          seen: expect.stringContaining(seen),
          remedy: expect.stringContaining("Set index-url"),
        },
      ],
    });
  });

  test.each([undefined, ""])("refuses index-url alone if UV_PUBLISH_URL is %j", (variable) => {
    expect(requireOneIndex({ indexUrl: simple, publishUrl: "" }, () => variable)).toMatchObject({
      refusals: [{ name: "inputs-conflict", remedy: expect.stringContaining("Set publish-url") }],
    });
  });
});
