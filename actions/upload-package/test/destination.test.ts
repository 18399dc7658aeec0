import { describe, expect, test } from "@jest/globals";
import { requireOneIndex } from "../src/destination.ts";

describe("requireOneIndex", () => {
  const simple = "https://index.example/simple";
  const upload = "https://index.example/legacy/";

  test.each([
    ["", "", undefined],
    ["", upload, undefined],
    [simple, upload, undefined],
    [simple, "", upload],
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

  test.each([undefined, ""])("refuses index-url alone if UV_PUBLISH_URL is %j", (variable) => {
    expect(requireOneIndex({ indexUrl: simple, publishUrl: "" }, () => variable)).toMatchObject({
      refusals: [{ name: "inputs-conflict", remedy: expect.stringContaining("Set publish-url") }],
    });
  });
});
