import { describe, expect, test } from "@jest/globals";
import type { Manifest, Repository } from "@lablink-actions/registries";
import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { describeWith, pushImage, runAction, startRegistry } from "@lablink-actions/testkit";
import { findReleasedImage } from "../src/find-released-image.ts";

const image = "ghcr.io/owner/name";
const [one, two] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
const trouble = { name: "registry-trouble", seen: "no answer", remedy: "Wait." } as const;

async function find(
  there: Readonly<Record<string, string | "trouble">>,
  tags: readonly string[] = ["1.0", "linux-amd64-1.0"],
  platform = "linux/amd64",
) {
  const asked: string[] = [];
  const readManifest = async (tag: string): Promise<Result<Manifest | "absent">> => {
    asked.push(tag);
    const digest = there[tag];
    if (digest === "trouble") return refuse(trouble);
    return accept(digest ? { digest, mediaType: "", bytes: new Uint8Array() } : "absent");
  };
  const versionTags = tags.map((tag) => `${image}:${tag}`);
  const result = await findReleasedImage(
    { image, versionTags, platform },
    { open: async () => accept({ readManifest } as unknown as Repository) },
  );
  return { result, asked };
}

test("a run that releases no version asks nobody", async () => {
  const { result, asked } = await find({}, []);
  expect(result).toMatchObject({ value: { outputs: { digest: "" } } });
  expect(asked).toEqual([]);
});

test.each<[string, Record<string, string>, string]>([
  ["not there", {}, ""],
  ["there", { "linux-amd64-1.0": one }, one],
  ["there by another name, which may be an index of several platforms", { "1.0": one }, ""],
])("a version that is %s", async (_, there, digest) => {
  const { result, asked } = await find(there);
  expect(result).toMatchObject({ value: { outputs: { digest } } });
  expect(asked).toEqual(["linux-amd64-1.0"]);
});

test("without a tag of the platform's own, all are looked at, and half a release is found", async () => {
  const { result } = await find({ "1.0": one }, ["1.0", "1.0-slim"]);
  expect(result).toMatchObject({ value: { outputs: { digest: one } } });
});

test("tags of one version on different images are refused", async () => {
  const { result } = await find({ "1.0": one, "1.0-slim": two }, ["1.0", "1.0-slim"]);
  expect(result).toMatchObject({ refusals: [{ name: "version-tag-taken" }] });
});

test("a registry that fails is never one that does not have it", async () => {
  const { result } = await find({ "linux-amd64-1.0": "trouble" });
  expect(result).toMatchObject({ refusals: [{ name: "registry-trouble" }] });
});

test("a tag of another image is refused", async () => {
  const inputs = { image, versionTags: ["ghcr.io/evil/x:1.0"], platform: "linux/amd64" };
  const open = () => Promise.reject(new Error("asked"));
  expect(await findReleasedImage(inputs, { open })).toMatchObject({
    refusals: [{ name: "tag-invalid" }],
  });
});

describeWith("docker-registry", "with a registry", () => {
  describe("the bundle", () => {
    test("finds the digest, and nothing before there is one", async () => {
      await using registry = await startRegistry({ login: "token" });
      const name = `${registry.host}/owner/name`;
      const ask = () =>
        runAction("find-released-image", {
          event: "dispatch-prod",
          env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
          with: { image: name, "version-tags": `${name}:1.0\n${name}:linux-amd64-1.0` },
        });
      expect(await ask()).toMatchObject({ exitCode: 0, outputs: { digest: "" } });
      const digest = await pushImage(registry, "owner/name", "content", "linux-amd64-1.0");
      expect(await ask()).toMatchObject({ exitCode: 0, outputs: { digest } });
    });
  });
});
