import { expect, test } from "@jest/globals";
import {
  canonicalPlatform,
  parsePlatform,
  parsePlatformName,
  platformName,
} from "../src/platform.ts";
import { beginsWithPlatform } from "../src/tag-kind.ts";

test.each([
  ["linux/amd64", "linux/amd64"],
  ["linux/amd64/v1", "linux/amd64"],
  ["linux/amd64/v2", "linux/amd64/v2"],
  ["linux/arm64", "linux/arm64"],
  ["linux/arm64/v8", "linux/arm64"],
  ["linux/arm64/v9", "linux/arm64/v9"],
  ["linux/arm", "linux/arm/v7"],
  ["linux/arm/v6", "linux/arm/v6"],
  ["linux/riscv64/v1", "linux/riscv64/v1"],
])("%s is %s", (text, name) => {
  const platform = parsePlatform(text);
  expect(platform.ok && platformName(platform.value)).toBe(name);
});

test.each(["linux/amd64", "linux/arm64/v8", "linux/arm", "windows/amd64"])(
  "a tag that begins with %s is recognized by its name",
  (text) => {
    const name = parsePlatformName(text);
    expect(name).toEqual({ ok: true, value: text.replaceAll("/", "-") });
    expect(beginsWithPlatform(`${name.ok && name.value}-0.2.0`)).toBe(true);
  },
);

test.each(["0.2.0", "latest", "linux", "linux-amd64", "slim-linux-amd64-0.2.0"])(
  "%s does not begin with a platform",
  (tag) => {
    expect(beginsWithPlatform(tag)).toBe(false);
  },
);

test("a canonical platform stays as it is", () => {
  const platform = { os: "linux", architecture: "arm", variant: "v7" };
  expect(canonicalPlatform(platform)).toEqual(platform);
  expect(canonicalPlatform({ os: "linux", architecture: "arm64", variant: "v8" })).toEqual({
    os: "linux",
    architecture: "arm64",
  });
});

test.each([
  "",
  "linux",
  "linux/arm64/v8/x",
  "linux/amd64,linux/arm64",
  "Linux/amd64",
  "linux/a\nb",
])("%j is not a platform", (text) => {
  expect(parsePlatform(text, "the platform")).toMatchObject({
    refusals: [{ name: "platform-invalid", seen: expect.stringMatching(/^the platform is "/) }],
  });
});
