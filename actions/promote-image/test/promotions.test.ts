import { describe, expect, test } from "@jest/globals";
import { parseAccount } from "@lablink-actions/registries";
import { parseOverwrite } from "../src/promotions.ts";
import { promotionsFrom } from "./inputs.ts";
import { digest, namesOf, promotion, unwrap } from "./support.ts";

const source = `ghcr.io/owner/name@${digest("a")}`;
const tags = ["ghcr.io/owner/name:0.2.0", "ghcr.io/owner/name:latest"];
const sha = "0123456789".repeat(4);
const list = (...entries: unknown[]) => ({ promotions: JSON.stringify(entries) });

test("one image by source and tags, several by promotions", () => {
  const expected = [promotion(["0.2.0", "latest"])];
  expect(unwrap(promotionsFrom({ source, tags }))).toEqual(expected);
  expect(unwrap(promotionsFrom({ source, tags: [...tags, ...tags] }))).toEqual(expected);
  expect(unwrap(promotionsFrom(list({ source, tags })))).toEqual(expected);
});

test("the same image twice becomes one, with the tags of both", () => {
  const [version = "", latest = ""] = tags;
  const expected = [promotion(["0.2.0", "latest"])];
  const twice = list({ source, tags: [version] }, { source, tags: [latest, version] });
  expect(unwrap(promotionsFrom(twice))).toEqual(expected);
  const said = list(
    { source, tags: [version], "version-tags": [version] },
    { source, tags: [latest], "version-tags": [] },
  );
  expect(unwrap(promotionsFrom(said))).toEqual(expected);
});

describe("version-tags, or the name of a tag, decides how it may move", () => {
  const name = (tag: string) => `ghcr.io/owner/name:${tag}`;
  const kinds = (all: string[], said?: string[]) => {
    const entry = { source, tags: all.map(name), ...(said && { "version-tags": said.map(name) }) };
    const [read] = unwrap(promotionsFrom(list(entry)));
    return read?.tags.map(({ kind }) =>
      kind.kind === "version" ? `version ${kind.version.canonical}` : kind.kind,
    );
  };

  test.each<[string[], string[] | undefined, string[]]>([
    [["0.2.0-slim", "123"], undefined, ["floating", "version 123"]],
    [["0.2.0-slim", "123"], ["0.2.0-slim"], ["version 0.2.0", "floating"]],
    [["0.2.0-slim", "123"], [], ["floating", "floating"]],
    [["v0.2.0", "latest"], ["v0.2.0"], ["version 0.2.0", "floating"]],
    [
      ["0.2.0-cuda-12", "0.2.0"],
      ["0.2.0-cuda-12", "0.2.0"],
      ["version 0.2.0", "version 0.2.0"],
    ],
    [
      ["cuda0.2.0", "0.2.0"],
      ["cuda0.2.0", "0.2.0"],
      ["version 0.2.0", "version 0.2.0"],
    ],
    [[sha, `0.2.0-${sha}`], [`0.2.0-${sha}`], ["commit", "version 0.2.0"]],
  ])("%j, said %j: %j", (all, said, expected) => {
    expect(kinds(all, said)).toEqual(expected);
  });

  test.each([
    [["0.2.0-cuda-12"]],
    [["0.2.0", "postgres-15"]],
    [["0.2.0", "0.3.0"]],
    [["cuda0.2.0"]],
  ])("%j are not clearly of one version", (all) => {
    expect(() => kinds(all, all)).toThrow(
      `promotions-invalid: it is not clear which version the version-tags ${all[0]}`,
    );
  });

  test("also for the inputs of one image", () => {
    const slim = name("0.2.0-slim");
    const [read] = unwrap(promotionsFrom({ source, tags: [slim], versionTags: [slim] }));
    expect(read?.tags[0].kind.kind).toBe("version");
  });
});

describe("a tag of several platforms", () => {
  const at = (platform: string | undefined, digit: string, more = {}) => ({
    source: `ghcr.io/owner/name@${digest(digit)}`,
    tags,
    ...(platform && { platform }),
    ...more,
  });

  test("belongs to each; platforms are compared as docker does it", () => {
    const read = unwrap(promotionsFrom(list(at("linux/amd64", "a"), at("linux/arm64/v8", "b"))));
    expect(read.map(({ digest, platform }) => ({ digest, platform }))).toEqual([
      { digest: digest("a"), platform: { os: "linux", architecture: "amd64" } },
      { digest: digest("b"), platform: { os: "linux", architecture: "arm64" } },
    ]);
    expect(read.map((one) => one.tags)).toEqual([
      promotion(["0.2.0", "latest"]).tags,
      promotion(["0.2.0", "latest"]).tags,
    ]);
  });

  test.each<[string, unknown[], string, string?]>([
    ["twice the same", [at("linux/arm64", "a"), at("linux/arm64", "b")], "twice, for linux/arm64"],
    [
      "twice the same, in two spellings",
      [at("linux/arm64", "a"), at("linux/arm64/v8", "b")],
      "0.2.0 is promoted twice, for linux/arm64 and linux/arm64",
    ],
    [
      "one without",
      [at("linux/arm64", "a"), at(undefined, "b")],
      "for linux/arm64 and no platform",
    ],
    ["none with", [at(undefined, "a"), at(undefined, "b")], "for no platform and no platform"],
    [
      "one image of two",
      [at("linux/arm64", "a"), at("linux/amd64", "a", { tags: ["ghcr.io/owner/name:other"] })],
      `name@${digest("a")} is promoted for linux/arm64 and linux/amd64`,
    ],
    [
      "a version's for one alone",
      [
        at("linux/arm64", "a", { "version-tags": [tags[0]] }),
        at("linux/amd64", "b", { "version-tags": [] }),
      ],
      "0.2.0 is a version tag for one platform, but not for another one",
    ],
    [
      "no platform by its text",
      [at("linux", "a")],
      "the platform of ghcr.io/owner/name@sha256:a",
      "platform-invalid",
    ],
    ["an empty text", [at("linux/arm64", "a", { platform: "" })], '""', "platform-invalid"],
    [
      "a number",
      [at("linux/arm64", "a", { platform: 1 })],
      "0.platform of the input promotions must be text",
    ],
  ])("%s is refused", (_name, entries, seen, name = "promotions-invalid") => {
    expect(promotionsFrom(list(...entries))).toMatchObject({
      refusals: [{ name, seen: expect.stringContaining(seen) }],
    });
  });
});

test("overwrite must name promoted tags", () => {
  const promotions = [promotion(["0.2.0", "latest"])];
  expect(unwrap(parseOverwrite({ overwrite: tags, promotions }))).toEqual(new Set(tags));
  expect(namesOf(parseOverwrite({ overwrite: ["latest"], promotions }))).toEqual([
    "promotions-invalid",
  ]);
});

test("an account has a name and a password, or is not given", () => {
  expect(unwrap(parseAccount("", ""))).toBeUndefined();
  expect(unwrap(parseAccount("a", "b"))).toEqual({ username: "a", password: "b" });
  expect(namesOf(parseAccount("a", ""))).toEqual(["input-missing"]);
  expect(namesOf(parseAccount("", "b"))).toEqual(["input-missing"]);
});
