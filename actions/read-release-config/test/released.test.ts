import { describe, expect, test } from "@jest/globals";
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
  const { outputs, notices } = result.value;
  const images: { name: string; version: string }[] = JSON.parse(outputs.images);
  return { images: images.map(({ name, version }) => `${name} ${version}`), outputs, notices };
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
