import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import {
  decideImageChannel,
  parseReleaseTags,
  refusalMessage,
} from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { read } from "./support.ts";

const config = [
  "production-on: tag",
  "packages: { a-x: { directory: a }, b-x: { directory: b }, c-x: { directory: c } }",
  "images:",
  "  image-a: { package: a-x, dockerfile: a/Dockerfile }",
  "  image-b: { package: b-x, dockerfile: b/Dockerfile }",
].join("\n");

function plan(run: { eventName: string; ref: string }, text = config) {
  const result = read(text, '{"b_version":"9"}', "", "", { run });
  if (!result.ok) throw new Error(result.refusals.map(({ seen }) => seen).join());
  const { outputs, notices, warnings } = result.value;
  const images: { name: string; version: string }[] = JSON.parse(outputs.images);
  return {
    images: images.map(({ name, version }) => `${name} ${version}`),
    outputs,
    notices,
    warnings,
  };
}

describe("a plan with production-on: tag", () => {
  test.each(["push", "release"])(
    "%s of a version tag: only the images of its package, in its version",
    (eventName) => {
      const { images, outputs, notices } = plan({ eventName, ref: "refs/tags/a-x_v1.2rc1" });
      expect(images).toEqual(["image-a 1.2rc1"]);
      expect(outputs).toMatchObject({
        versions: "a-x==1.2rc1",
        "production-on": "tag",
        "release-tags": "a-x={package}_v\nb-x={package}_v\nc-x={package}_v",
      });
      expect(notices).toEqual([
        "the tag a-x_v1.2rc1 releases a-x 1.2rc1, so this run is production of its images; image-b is not built",
      ]);
    },
  );

  test("the tag of a package without an image builds nothing", () => {
    const { images, outputs, notices } = plan({ eventName: "push", ref: "refs/tags/c-x_v1" });
    expect([images, outputs.versions, outputs.planned]).toEqual([[], "", "[]"]);
    expect(notices).toEqual([expect.stringMatching(/it has none, so nothing is built$/)]);
  });

  test.each([
    ["push", "a-x-v1.0", ["Is a-x_v1.0 meant?"]],
    ["release", "1.2", ["Is a-x_v1.2, b-x_v1.2 or c-x_v1.2 meant?"]],
    ["push", "a-x_v1.0+local", ['"1.0+local" in it is not a public version']],
    ["push", "nightly", []],
    ["push", "a-x_v1.0", []],
    ["workflow_dispatch", "a-x-v1.0", []],
  ])("%s of %s, which is nearly a version tag, is warned of", (eventName, name, said) => {
    const { warnings } = plan({ eventName, ref: `refs/tags/${name}` });
    expect(warnings).toEqual(said.map((one) => expect.stringContaining(one)));
  });

  // By the tags of foo alone, the first would be 2rc1 of it: built as production, though nobody has asked the index.
  test.each([
    ["foo-v2-rc1", ["image-a ", "image-b "], "development"],
    ["foo-v2-1.0rc1", ["image-b 1.0rc1"], "production"],
  ])(
    "every image of the tag %s is of the same channel, by the tags of all packages",
    (name, builds, channel) => {
      const names = config.replaceAll("a-x", "foo").replaceAll("b-x", "foo-v2");
      const text = names.replaceAll(/directory: ./g, '$&, tag-prefix: "{package}-"');
      const run = { eventName: "push", ref: `refs/tags/${name}` };
      const { images, outputs } = plan(run, text);
      expect(images).toEqual(builds);
      const declared = outputs["release-tags"].split("\n").flatMap((line) => {
        const read = parseReleaseTags(line, "release-tags");
        return read.ok ? [read.value] : [];
      });
      const policy = { ...lablinkPolicy, productionOn: "tag" as const, releaseTags: declared };
      for (const image of images) {
        const version = image.replace(/^\S+ /, "");
        const decided = decideImageChannel({ ...run, environment: "", policy }, version);
        expect(decided).toMatchObject({ value: { name: channel } });
      }
    },
  );

  test("every step of images.yml decides by the tags of all packages", () => {
    const workflow = readFileSync(".github/workflows/images.yml", "utf8");
    const given = workflow.matchAll(/^ {10}release-tags: (.*)$/gm);
    expect(new Set([...given].map(([, from]) => from))).toEqual(
      new Set([
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of the workflow
        "${{ steps.config.outputs.release-tags }}",
        "${{ needs.plan.outputs.release-tags }}",
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: expressions of the workflow
      ]),
    );
  });

  test("one tag for all packages builds all images", () => {
    const shared = config.replaceAll(/directory: ./g, "$&, tag-prefix: v");
    const { images } = plan({ eventName: "push", ref: "refs/tags/v2.0" }, shared);
    expect(images).toEqual(["image-a 2.0", "image-b 2.0"]);
  });

  test.each([
    ["push", "refs/tags/nightly"],
    ["push", "refs/heads/main"],
    ["workflow_dispatch", "refs/tags/a-x_v1.2"],
  ])("%s of %s: all images, in the versions that were given", (eventName, ref) => {
    expect(plan({ eventName, ref }).images).toEqual(["image-a ", "image-b 9"]);
  });

  test("by default a tag is as any push", () => {
    const text = config.replace("production-on: tag\n", "");
    const { images } = plan({ eventName: "push", ref: "refs/tags/a-x_v1.2" }, text);
    expect(images).toEqual(["image-a ", "image-b 9"]);
  });
});

describe("images from the checkout, of several packages and of none", () => {
  const config = [
    "registry: quay.io/lab",
    "packages: { a-x: { directory: a }, b-x: { directory: b } }",
    "images:",
    "  both: { packages: [a-x, b-x], dockerfile: D }",
    "  web: { dockerfile: W, registry: ghcr.io/lab, build-args: [A=1], secrets: [netrc] }",
  ].join("\n");
  const given = (versions: Record<string, string>) => read(config, JSON.stringify(versions));

  test("have versions by what they are built from", () => {
    const result = given({ a_version: "1.0", b_version: "v1.0", web_version: "3" });
    expect(result).toMatchObject({
      value: {
        outputs: {
          versions: "a-x==1.0\nb-x==v1.0",
          "from-checkout": "web==3",
          "version-inputs": "a-x=a_version\nb-x=b_version\nweb=web_version",
          "token-registry": "ghcr.io",
          "other-registry": "quay.io",
        },
      },
    });
    const { images, planned } = result.ok ? result.value.outputs : { images: "", planned: "" };
    expect(JSON.parse(images)).toMatchObject([
      { package: "a-x", version: "1.0" },
      { package: "", version: "3", source: "checkout", "build-args": "A=1", secrets: "netrc" },
    ]);
    expect(JSON.parse(planned)).toMatchObject([
      { package: "a-x\nb-x", "version-input": "a_version\nb_version", version: "1.0" },
      { package: "web", "version-input": "web_version", version: "3" },
    ]);
  });

  test("of several packages get one version", () => {
    const result = given({ a_version: "1.0", b_version: "1.1" });
    expect(result.ok ? [] : result.refusals.map(refusalMessage)).toEqual([
      "LA508 image-versions-differ: both would hold a-x 1.0 and b-x 1.1, and an image's tags can say only one version. Give one version to a_version and b_version, or make an image of each package.",
    ]);
    expect(given({ a_version: "1.0" })).toMatchObject({ ok: true });
  });

  test("are for ghcr.io and one other registry at most", () => {
    const text = `${config}\n  third: { dockerfile: W, registry: docker.io/lab }`;
    expect(read(text, "", "", "", { credentials: true })).toMatchObject({
      refusals: [
        { name: "registries-several", seen: expect.stringContaining("quay.io and docker.io") },
      ],
    });
  });
});
