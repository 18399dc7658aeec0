import { describe, expect, test } from "@jest/globals";
import type { RefusalName } from "@lablink-actions/release-core";
import { type PromotionTexts, promotionsFrom, push, texts } from "./inputs.ts";
import { digest, namesOf, unwrap } from "./support.ts";

const { sha } = texts;
const templates = ["{version}", "{platform}-{version}", "{platform}-{sha}", "{sha}", "latest"];

/** An image as read-release-config gives it, with keys that are for other steps. */
const planned = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id: `${name}-linux-amd64`,
  name,
  image: `ghcr.io/owner/${name}`,
  platform: "linux/amd64",
  runner: "ubuntu-latest",
  package: `lablink-${name}`,
  "version-input": `${name}_version`,
  version: "0.2.0",
  tags: templates.join("\n"),
  "free-disk-space": false,
  ...more,
});
const development = { version: "" };
const file = (name: string, digit: string) => ({
  name: `${name}-linux-amd64.digest`,
  text: `${digest(digit)}\n`,
});

const both = {
  planned: JSON.stringify([planned("allocator"), planned("client", { version: "0.3.0rc1" })]),
  verified: [file("client", "b"), file("allocator", "a")],
};

/** What is promoted, by image name: the digest, the candidate, and each tag with how it may move. */
function promoted(given: Partial<PromotionTexts>) {
  const all = unwrap(promotionsFrom({ ...both, ...given }));
  return all.map(({ image, digest, platform, candidate, tags }) => ({
    image,
    digest,
    platform,
    candidate,
    tags: tags.map(({ name, kind }) => {
      return `${name}: ${kind.kind === "version" ? `of ${kind.version.canonical}` : kind.kind}`;
    }),
  }));
}

test("production: every planned image gets its digest, and the tags that follow from the plan", () => {
  const platform = { os: "linux", architecture: "amd64" };
  const candidate = `linux-amd64-${sha}`;
  const others = [`${candidate}: commit`, `${sha}: commit`, "latest: floating"];
  expect(promoted({})).toEqual([
    {
      image: "ghcr.io/owner/allocator",
      digest: digest("a"),
      platform,
      candidate,
      tags: ["0.2.0: of 0.2.0", "linux-amd64-0.2.0: of 0.2.0", ...others],
    },
    {
      image: "ghcr.io/owner/client",
      digest: digest("b"),
      platform,
      candidate,
      tags: ["0.3.0rc1: of 0.3.0rc1", "linux-amd64-0.3.0rc1: of 0.3.0rc1", ...others],
    },
  ]);
});

test("development: every tag ends in the suffix, and none is a version tag", () => {
  const [one] = promoted({
    planned: JSON.stringify([planned("allocator", development)]),
    verified: [file("allocator", "a")],
    trigger: push,
  });
  expect(one).toMatchObject({
    candidate: `linux-amd64-${sha}-test`,
    tags: [`linux-amd64-${sha}-test: commit`, `${sha}-test: commit`, "latest-test: floating"],
  });
});

test("with unique tags, a pull request gets only those of its commit", () => {
  const [one] = promoted({
    planned: JSON.stringify([planned("allocator", development)]),
    verified: [file("allocator", "a")],
    trigger: { ...push, eventName: "pull_request", ref: "refs/pull/1/merge" },
    pullRequestTags: "unique",
  });
  expect(one?.tags).toEqual([`linux-amd64-${sha}-test: commit`, `${sha}-test: commit`]);
});

test("images of two platforms, or of one package, have one version", () => {
  const arm64 = { id: "allocator-linux-arm64-v8", platform: "linux/arm64/v8" };
  const plan = [
    planned("allocator"),
    planned("allocator", arm64),
    planned("other", { package: "lablink-allocator", "version-input": "allocator_version" }),
  ];
  const all = promoted({
    planned: JSON.stringify(plan),
    verified: [
      file("allocator", "a"),
      file("other", "b"),
      { name: `${arm64.id}.digest`, text: digest("c") },
    ],
  });
  expect(all.map(({ image, platform, tags }) => [image, platform?.architecture, tags[1]])).toEqual([
    ["ghcr.io/owner/allocator", "amd64", "linux-amd64-0.2.0: of 0.2.0"],
    ["ghcr.io/owner/allocator", "arm64", "linux-arm64-v8-0.2.0: of 0.2.0"],
    ["ghcr.io/owner/other", "amd64", "linux-amd64-0.2.0: of 0.2.0"],
  ]);
});

describe("refused, before any registry is asked", () => {
  const one = (more: Readonly<Record<string, unknown>>) =>
    JSON.stringify([planned("allocator"), planned("client", more)]);

  test.each<[string, Partial<PromotionTexts>, (readonly [RefusalName, string])[]]>([
    [
      "an image that nobody verified",
      { verified: [file("client", "b")] },
      [["image-unverified", "ghcr.io/owner/allocator for linux/amd64 is planned"]],
    ],
    [
      "a folder that is not there",
      { verified: [] },
      [
        ["image-unverified", "ghcr.io/owner/allocator"],
        ["image-unverified", "ghcr.io/owner/client"],
      ],
    ],
    [
      "an image that is not planned, beside one that nobody verified",
      { verified: [file("client", "b"), file("evil", "c")] },
      [
        ["image-unverified", "no file allocator-linux-amd64.digest"],
        ["image-unplanned", 'the file "evil-linux-amd64.digest"'],
      ],
    ],
    [
      "files that hold no digest, each of them",
      {
        verified: [
          { name: "client-linux-amd64.digest", text: "latest" },
          { name: "allocator-linux-amd64.digest", text: `${digest("a")} ${digest("b")}` },
        ],
      },
      [
        ["input-invalid", 'the file "client-linux-amd64.digest", which holds "latest"'],
        ["input-invalid", 'the file "allocator-linux-amd64.digest", which holds "sha256:'],
      ],
    ],
    [
      "a plan without a folder",
      { verified: undefined },
      [["input-missing", "the input verified, which planned needs, is empty"]],
    ],
    [
      "a folder without a plan",
      { planned: "" },
      [["input-missing", "the input planned, which verified needs, is empty"]],
    ],
    [
      "tags of the caller's choice beside a plan",
      { source: `ghcr.io/owner/name@${digest("a")}`, tags: ["ghcr.io/owner/name:latest"] },
      [["inputs-conflict", "source with tags and planned with verified are given"]],
    ],
    [
      "a version on a development run",
      { trigger: push },
      [
        ["development-version", "lablink-allocator was given version"],
        ["development-version", "lablink-client was given version"],
      ],
    ],
    [
      "production without versions: one refusal names all that are missing",
      {
        planned: JSON.stringify([
          planned("allocator", development),
          planned("client", development),
        ]),
      },
      [["prod-version-missing", "lablink-allocator and lablink-client have none"]],
    ],
    [
      "production that is not a dispatch, and an image that nobody verified",
      { trigger: { ...push, environment: "prod" }, verified: [file("client", "b")] },
      [
        ["image-unverified", "ghcr.io/owner/allocator"],
        ["prod-needs-dispatch", 'environment "prod"'],
      ],
    ],
    [
      "a template that gives a tag the development suffix",
      { planned: one({ tags: "{version}\nnewest-test" }) },
      [["prod-tag-suffixed", '"newest-test"']],
    ],
    [
      "a plan that is not JSON",
      { planned: "[" },
      [["input-invalid", "the input planned is not JSON"]],
    ],
    ["an empty plan", { planned: "[]" }, [["input-invalid", "the input planned is empty"]]],
    [
      "a plan whose keys are wrong, all of them",
      { planned: one({ id: "../x", tags: ["latest"], version: null }) },
      [
        ["input-invalid", "the input planned has 1.id, which must be a name without slashes"],
        ["input-invalid", "the input planned has 1.version, which is empty"],
        ["input-invalid", "the input planned has 1.tags, which must be text, and is a list"],
      ],
    ],
    [
      "a plan whose values are wrong, all of them",
      { planned: one({ image: "Name", platform: "linux", tags: "{versoin}" }) },
      [
        ["image-invalid", '"Name"'],
        ["platform-invalid", "the platform of Name"],
        ["tag-template-invalid", "{versoin}"],
      ],
    ],
    [
      "an id that comes twice",
      { planned: JSON.stringify([planned("allocator"), planned("allocator")]) },
      [["input-invalid", "the input planned has two images with the id allocator-linux-amd64"]],
    ],
    [
      "one image twice for one platform",
      { planned: one({ image: "ghcr.io/owner/allocator" }) },
      [["promotions-invalid", "is promoted twice, for linux/amd64 and linux/amd64"]],
    ],
  ])("%s", (_name, given, expected) => {
    const result = promotionsFrom({ ...both, ...given });
    expect(namesOf(result)).toEqual(expected.map(([name]) => name));
    expect(result).toMatchObject({
      refusals: expected.map(([, seen]) => ({ seen: expect.stringContaining(seen) })),
    });
  });
});
