import { describe, expect, test } from "@jest/globals";
import { decide, digest, dispatch, namesOf, outputsOf, prod } from "./inputs.ts";

const variablesOf = async (given: Parameters<typeof outputsOf>[0]) =>
  JSON.parse((await outputsOf(given)).variables) as unknown;

describe("what is handed over", () => {
  test("has the values in its templates, and nothing else", async () => {
    const { image } = prod;
    const lines = [
      "name={deployment}-{environment}",
      "image={image}",
      "tag={image-tag}",
      "digest={image-digest}",
      "pinned={pinned-image-tag}",
      "key={client-state-key}",
      "text=a=b, c",
      "empty=",
    ];
    expect(await variablesOf({ ...prod, variables: lines })).toEqual({
      name: "lablink-prod",
      image: `${image}@${digest}`,
      tag: "0.2.0",
      digest,
      pinned: `0.2.0@${digest}`,
      key: "lablink/prod/client/terraform.tfstate",
      text: "a=b, c",
      empty: "",
    });
    const settings = ["deployment_name={deployment}", "allocator.image_tag={pinned-image-tag}"];
    const outputs = await outputsOf({ settings, trigger: dispatch("test") });
    expect(outputs.settings).toBe(
      "deployment_name=lablink\nallocator.image_tag=linux-amd64-latest-test",
    );
  });

  test("an image that was asked for must arrive: by a setting, or by a variable that is declared", async () => {
    const { image } = prod;
    expect(await variablesOf({})).toHaveProperty(["allocator_image_tag?"]);
    for (const asked of [{ image }, { imageTag: "mine" }]) {
      expect(await variablesOf(asked)).toHaveProperty(["allocator_image_tag"]);
      const settings = ["allocator.image_tag={image-tag}"];
      expect(await variablesOf({ ...asked, settings })).toHaveProperty(["allocator_image_tag?"]);
    }
    const variables = ["environment={environment}", "image|digest={image-digest}"];
    expect(await variablesOf({ image, variables })).toHaveProperty(["image|digest"]);
    const result = await decide({ image, variables: ["environment={environment}"] });
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ seen: expect.stringContaining("variables has no line with {image-tag}") }],
    });
  });

  test("the clients' image arrives if its tag is given, by the same rules; otherwise nothing is handed over", async () => {
    const clientImage = "ghcr.io/talmolab/lablink-client-base-image";
    const client = { clientImage, clientImageTag: "v0.2.0" };
    expect(await variablesOf({})).not.toHaveProperty(["client_image_tag?"]);
    expect(await variablesOf({ ...prod, ...client })).toHaveProperty(["client_image_tag"], "0.2.0");
    const settings = ["machine.image=x:{client-image-tag}"];
    const outputs = await outputsOf({ ...client, settings });
    expect(outputs.settings).toBe("machine.image=x:0.2.0");
    expect(JSON.parse(outputs.variables)).toHaveProperty(["client_image_tag?"], "0.2.0");
    expect(await namesOf({ settings })).toEqual(["input-invalid"]);
    expect(await namesOf({ variables: ["a={client-image-tag}"] })).toEqual(["input-invalid"]);
    const destroy = { operation: "destroy", confirm: "lablink/dev" } as const;
    expect(await variablesOf(destroy)).toHaveProperty(["client_image_tag?"]);
  });

  test("the clients' image is looked up, and must be a release on production", async () => {
    const clientImage = "ghcr.io/talmolab/lablink-client-base-image";
    const tags = [
      ["latest", "deployment-tag-not-release"],
      ["9.9.9", "deployment-image-absent"],
    ] as const;
    for (const [clientImageTag, name] of tags) {
      expect(await namesOf({ ...prod, clientImage, clientImageTag })).toEqual([name]);
    }
    expect(await namesOf({ ...prod, clientImageTag: "0.2.0" })).toEqual(["deployment-tag-missing"]);
    expect(await namesOf({ clientImage, clientImageTag: "none" })).toEqual([
      "deployment-image-absent",
    ]);
  });

  test.each([
    "environment",
    "=x",
    "a b=x",
    "a?|b=x",
    "a={branch}",
    "a={environment",
    "a=environment}",
    "a={{environment}}",
  ])("the line %j is refused", async (line) => {
    expect(await namesOf({ variables: [line] })).toEqual(["input-invalid"]);
  });

  test("one name twice is refused, and a place that no file has too", async () => {
    expect(await namesOf({ variables: ["a=1", "b=2", "a=3"] })).toEqual(["input-invalid"]);
    expect(await namesOf({ settings: ["a..b=1"] })).toEqual(["input-invalid"]);
  });
});
