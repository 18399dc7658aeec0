import { describe, expect, test } from "@jest/globals";
import { refusalMessage, refusalTitle } from "@lablink-actions/release-core";
import { type ComputeTagsTexts, computeTagsFrom, inputs, production, sha } from "./inputs.ts";

function outputs(changes: Partial<ComputeTagsTexts>) {
  const result = computeTagsFrom({ ...inputs, ...changes });
  if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
  return result.value.outputs;
}

function tagNames(changes: Partial<ComputeTagsTexts>): string[] {
  return outputs(changes)["tag-names"].split("\n");
}

function titles(changes: Partial<ComputeTagsTexts>): string[] {
  const result = computeTagsFrom({ ...inputs, ...changes });
  return result.ok ? [] : result.refusals.map(refusalTitle);
}

const pullRequest = {
  trigger: { ...inputs.trigger, eventName: "pull_request", ref: "refs/pull/123/merge" },
};

describe("computeTags", () => {
  test("development: every tag ends in the suffix, and none holds a version", () => {
    expect(outputs({})).toEqual({
      channel: "development",
      candidate: `ghcr.io/talmolab/image:linux-amd64-${sha}-test`,
      tags: [
        "ghcr.io/talmolab/image:linux-amd64-latest-test",
        "ghcr.io/talmolab/image:linux-amd64-test",
        `ghcr.io/talmolab/image:linux-amd64-${sha}-test`,
        `ghcr.io/talmolab/image:${sha}-test`,
        "ghcr.io/talmolab/image:latest-test",
      ].join("\n"),
      "version-tags": "",
      "floating-tags": [
        "ghcr.io/talmolab/image:linux-amd64-latest-test",
        "ghcr.io/talmolab/image:linux-amd64-test",
        "ghcr.io/talmolab/image:latest-test",
      ].join("\n"),
      "tag-names": [
        "linux-amd64-latest-test",
        "linux-amd64-test",
        `linux-amd64-${sha}-test`,
        `${sha}-test`,
        "latest-test",
      ].join("\n"),
      labels: [
        "org.opencontainers.image.title=image",
        `org.opencontainers.image.revision=${sha}`,
        "org.opencontainers.image.source=https://github.com/talmolab/lablink",
      ].join("\n"),
      annotations: [
        "index:org.opencontainers.image.title=image",
        `index:org.opencontainers.image.revision=${sha}`,
        "index:org.opencontainers.image.source=https://github.com/talmolab/lablink",
      ].join("\n"),
      "can-push": "true",
      json: expect.stringContaining('"channel":"development"'),
    });
  });

  test("annotations have the repository's description on one line, and a licence that is known", () => {
    const facts = {
      description: ` Labs,\n"linked"\r\u2028${"x".repeat(600)}`,
      licenses: "BSD-2-Clause",
    };
    const annotations = outputs({ ...production, ...facts })["annotations"].split("\n");
    expect(annotations.slice(3)).toEqual([
      "index:org.opencontainers.image.version=0.0.2a0",
      `index:org.opencontainers.image.description=Labs, "linked" ${"x".repeat(512 - 15)}`,
      "index:org.opencontainers.image.licenses=BSD-2-Clause",
    ]);
    expect(outputs({ licenses: "NOASSERTION" })["annotations"]).not.toContain("licenses");
  });

  test("production: tags of the series float, and have no version on development", () => {
    const tags = ["{version}", "{major}.{minor}", "{major}-slim", "{sha}"] as const;
    const all = outputs({ ...production, version: "1.2.3rc1", tags });
    expect(all["tag-names"].split("\n")).toEqual(["1.2.3rc1", "1.2", "1-slim", sha]);
    expect(all["floating-tags"].split("\n")).toEqual([
      "ghcr.io/talmolab/image:1.2",
      "ghcr.io/talmolab/image:1-slim",
    ]);
    expect(tagNames({ tags })).toEqual([`${sha}-test`]);
    expect(outputs({ ...production, version: "1", tags: ["{major}.{minor}"] })["tags"]).toBe(
      "ghcr.io/talmolab/image:1.0",
    );
  });

  test("production: a version whose series would have its own tag is refused", () => {
    const changes = { ...production, version: "1.2" };
    expect(titles({ ...changes, tags: ["{version}", "{major}.{minor}"] })).toEqual([
      "LA410 series-tag-taken",
    ]);
    expect(titles({ ...changes, tags: ["{major}.{minor}", "{platform}-{version}"] })).toEqual([]);
    expect(
      titles({ ...changes, version: "1.2.0", tags: ["{version}", "{major}.{minor}"] }),
    ).toEqual([]);
  });

  test("production: version tags, floating tags and commit tags, none with a suffix", () => {
    const all = outputs(production);
    expect(all["tag-names"].split("\n")).toEqual([
      "0.0.2a0",
      "linux-amd64-0.0.2a0",
      "linux-amd64-latest",
      "linux-amd64",
      `linux-amd64-${sha}`,
      sha,
      "latest",
    ]);
    expect(all["version-tags"]).toBe(
      "ghcr.io/talmolab/image:0.0.2a0\nghcr.io/talmolab/image:linux-amd64-0.0.2a0",
    );
    expect(all["floating-tags"].split("\n")).toHaveLength(3);
    expect(all.candidate).toBe(`ghcr.io/talmolab/image:linux-amd64-${sha}`);
    expect(all.labels).toContain("\norg.opencontainers.image.version=0.0.2a0");
  });

  test("json has everything that the other outputs have", () => {
    const { json, ...others } = outputs(production);
    const read: Record<string, unknown> = JSON.parse(json);
    expect(Object.keys(read).sort()).toEqual(Object.keys(others).sort());
    expect(read["tags"]).toEqual(others.tags.split("\n"));
    expect(read["can-push"]).toBe(true);
    expect(read["labels"]).toMatchObject({ "org.opencontainers.image.revision": sha });
  });

  test.each([
    ["linux/amd64", "linux-amd64"],
    ["linux/arm64/v8", "linux-arm64-v8"],
  ])("the platform %s is %s in a tag", (platform, name) => {
    expect(tagNames({ platform, tags: ["{platform}"] })).toEqual([`${name}-test`]);
  });

  test("a pull request has its number, its ref's name and a short commit", () => {
    const tags = ["pr-{pr}", "{ref-name}", "{short-sha}"] as const;
    expect(tagNames({ ...pullRequest, tags })).toEqual([
      "pr-123-test",
      "123-merge-test",
      `${sha.slice(0, 7)}-test`,
    ]);
    expect(tagNames({ tags })).toEqual(["main-test", `${sha.slice(0, 7)}-test`]);
  });

  test("unique tags of a pull request hold the commit; other runs are not restricted", () => {
    const unique = { pullRequestTags: "unique" } as const;
    expect(tagNames({ ...pullRequest, ...unique })).toEqual([
      `linux-amd64-${sha}-test`,
      `${sha}-test`,
    ]);
    expect(tagNames(unique)).toHaveLength(5);
  });

  test.each([
    ["talmolab/lablink", "true"],
    ["contributor/lablink", "false"],
    ["", "false"],
  ])("a pull request from %j can push: %s", (headRepository, canPush) => {
    expect(outputs({ ...pullRequest, headRepository })["can-push"]).toBe(canPush);
  });

  test("a tag that two templates give appears once, and the stricter template decides how it moves", () => {
    const repeated = outputs({ ...production, tags: ["0.0.2a0", "{version}", "{version}"] });
    expect(repeated["tag-names"]).toBe("0.0.2a0");
    expect(repeated["floating-tags"]).toBe("");
    expect(repeated["version-tags"]).toBe("ghcr.io/talmolab/image:0.0.2a0");
  });

  test("a commit of a SHA-256 repository is a commit", () => {
    expect(outputs({ sha: "a".repeat(64) }).candidate).toMatch(/:linux-amd64-a{64}-test$/);
  });

  test("outside a repository, no label names the source", () => {
    expect(outputs({ repository: "" }).labels).not.toContain("source");
    expect(outputs({ serverUrl: "" }).labels).not.toContain("source");
  });

  test("a version in another spelling is used canonically, with a notice", () => {
    const result = computeTagsFrom({ ...inputs, ...production, version: "v0.0.2-a0" });
    expect(result).toMatchObject({ value: { notices: [expect.stringContaining("0.0.2a0")] } });
  });

  test("a commit id in upper case is the same commit", () => {
    expect(outputs({ sha: sha.toUpperCase() }).candidate).toContain(sha);
  });

  test.each<[string, Partial<ComputeTagsTexts>, string]>([
    ["an empty image", { image: "" }, "LA401 image-invalid"],
    ["an owner in upper case", { image: "ghcr.io/TalmoLab/image" }, "LA401 image-invalid"],
    ["a tag in the image", { image: "ghcr.io/talmolab/image:x" }, "LA401 image-invalid"],
    ["a tag of 129 characters", { tags: ["x".repeat(124)] }, "LA402 tag-invalid"],
    ["a second tag in one line", { tags: ["a,ghcr.io/evil/x:y"] }, "LA402 tag-invalid"],
    ["an unknown placeholder", { tags: ["{Version}"] }, "LA403 tag-template-invalid"],
    ["no tag at all", { tags: ["{version}"] }, "LA404 no-tags"],
    ["an empty suffix", { developmentSuffix: "" }, "LA405 suffix-invalid"],
    ["a suffix like a version", { developmentSuffix: "-1.0" }, "LA405 suffix-invalid"],
    ["a suffix that is a word", { developmentSuffix: "st" }, "LA405 suffix-invalid"],
    ["a suffix with a dot", { developmentSuffix: "-te.st" }, "LA405 suffix-invalid"],
    ["latest for a suffix", { developmentSuffix: "-x-latest" }, "LA405 suffix-invalid"],
    ["production in a suffix", { ...production, tags: ["x-test"] }, "LA406 prod-tag-suffixed"],
    [
      "a suffix that makes another template's tag",
      { developmentSuffix: "-postgres-15", tags: ["{platform}", "{platform}-postgres-15"] },
      "LA406 prod-tag-suffixed",
    ],
    [
      "production from a ref that ends so",
      {
        ...production,
        trigger: { ...production.trigger, ref: "refs/heads/x-test" },
        tags: ["{ref-name}"],
      },
      "LA406 prod-tag-suffixed",
    ],
    [
      "a ref without a letter for a tag",
      { trigger: { ...inputs.trigger, ref: "refs/heads/ä/ö" }, tags: ["{ref-name}"] },
      "LA404 no-tags",
    ],
    [
      "unique tags without a commit",
      { ...pullRequest, pullRequestTags: "unique", tags: ["latest"] },
      "LA404 no-tags",
    ],
    ["a platform of four parts", { platform: "linux/arm64/v8/x" }, "LA408 platform-invalid"],
    ["a short commit", { sha: sha.slice(0, 7) }, "LA407 commit-invalid"],
    ["a branch for a commit", { sha: "main" }, "LA407 commit-invalid"],
    ["two platforms", { platform: "linux/amd64,linux/arm64" }, "LA408 platform-invalid"],
    ["a label in the server", { serverUrl: "https://x\na=b" }, "LA902 input-invalid"],
  ])("%s is refused", (_, changes, title) => {
    expect(titles(changes)).toEqual([title]);
  });

  test("a tag of 128 characters is a tag", () => {
    expect(tagNames({ tags: ["x".repeat(123)] })).toEqual([`${"x".repeat(123)}-test`]);
  });

  test("everything wrong is reported at once", () => {
    expect(
      titles({ image: "", platform: "", sha: "", developmentSuffix: "", tags: ["{a}", "{b}"] }),
    ).toEqual([
      "LA401 image-invalid",
      "LA408 platform-invalid",
      "LA407 commit-invalid",
      "LA403 tag-template-invalid",
      "LA403 tag-template-invalid",
      "LA405 suffix-invalid",
    ]);
  });
});
