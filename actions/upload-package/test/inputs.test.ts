import { describe, expect, test } from "@jest/globals";
import { parseAccount, parseDestination } from "../src/inputs.ts";

describe("parseAccount", () => {
  test.each([
    ["", ""],
    ["robot", "secret"],
  ])("takes %j with %j", (username, password) => {
    expect(parseAccount({ username, password })).toEqual({
      ok: true,
      value: { username, password },
    });
  });

  test.each([
    ["robot", "", "username is given without password"],
    ["", "secret", "password is given without username"],
  ])("refuses %j with %j", (username, password, seen) => {
    const refusals = [{ name: "input-missing", seen }];
    expect(parseAccount({ username, password })).toMatchObject({ refusals });
  });
});

describe("parseDestination", () => {
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
      expect(parseDestination({ indexUrl, publishUrl }, environment)).toEqual({
        ok: true,
        value: { indexUrl, publishUrl },
      });
    },
  );

  test.each([undefined, ""])("refuses index-url alone where UV_PUBLISH_URL is %j", (variable) => {
    expect(parseDestination({ indexUrl: simple, publishUrl: "" }, () => variable)).toMatchObject({
      refusals: [{ name: "input-invalid", remedy: expect.stringContaining("Give publish-url") }],
    });
  });
});
