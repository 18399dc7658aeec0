import { describe, expect, test } from "@jest/globals";
import type { Manifest, Repository } from "@lablink-actions/registries";
import { accept, type Result, refuse, sha256Digest } from "@lablink-actions/release-core";
import { describeWith, pushImage, runAction, startRegistry } from "@lablink-actions/testkit";
import { findReleasedImageFrom, namesOf } from "./inputs.ts";

const image = "ghcr.io/owner/name";
const [one, two] = [digestOf("1"), digestOf("2")];
const trouble = { name: "registry-trouble", seen: "no answer", remedy: "Wait." } as const;

function digestOf(digit: string) {
  const digest = sha256Digest(digit.repeat(64));
  if (digest === undefined) throw new Error(`${digit} is not a digit`);
  return digest;
}

async function find(
  there: Readonly<Record<string, typeof one | "trouble">>,
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
  const result = await findReleasedImageFrom(
    { image, versionTags, platform },
    { open: async () => accept({ readManifest } as unknown as Repository) },
  );
  return { result, asked };
}

test("a run that releases no version asks no registry", async () => {
  const { result, asked } = await find({}, []);
  expect(result).toMatchObject({ value: { outputs: { digest: "" } } });
  expect(asked).toEqual([]);
});

test.each<[string, Record<string, typeof one>, string]>([
  ["not there", {}, ""],
  ["there", { "linux-amd64-1.0": one }, one],
  ["there by another name, which may be an index of several platforms", { "1.0": one }, ""],
])("a version that is %s", async (_, there, digest) => {
  const { result, asked } = await find(there);
  expect(result).toMatchObject({ value: { outputs: { digest } } });
  expect(asked).toEqual(["linux-amd64-1.0"]);
});

test("without a tag for only the platform, all tags are read, and a partial release is found", async () => {
  const { result } = await find({ "1.0": one }, ["1.0", "1.0-slim"]);
  expect(result).toMatchObject({ value: { outputs: { digest: one } } });
});

test("tags of one version that name different images are refused, and all of them are named", async () => {
  const { result } = await find({ "1.0": one, "1.0-slim": two }, ["1.0", "1.0-slim"]);
  expect(result).toMatchObject({
    refusals: [
      {
        name: "version-tags-differ",
        seen: `the tags of one version name different images: ${image}:1.0 is ${one} and ${image}:1.0-slim is ${two}`,
      },
    ],
  });
});

test("a registry that fails never counts as one without the image", async () => {
  const { result } = await find({ "linux-amd64-1.0": "trouble" });
  expect(result).toMatchObject({ refusals: [{ name: "registry-trouble" }] });
});

test.each<[string, string, readonly string[]]>([
  ["a tag of another image", "ghcr.io/evil/x:1.0", ["tag-invalid"]],
  ["a tag that is not one", `${image}:1.0,x`, ["tag-invalid"]],
  ["a tag without its image", "1.0", ["tag-invalid"]],
  ["a digest", `${image}@${one}`, ["tag-invalid"]],
])("%s is refused, and no registry is asked", async (_, reference, names) => {
  const inputs = { image, versionTags: [reference], platform: "linux/amd64" };
  const open = () => Promise.reject(new Error("asked"));
  expect(namesOf(await findReleasedImageFrom(inputs, { open }))).toEqual(names);
});

test("the bundle reports several bad inputs at once", async () => {
  const ran = await runAction("find-released-image", {
    event: "dispatch-prod",
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    with: { image: "Name", platform: "linux", "version-tags": "x", username: "robot" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA401 image-invalid",
    "LA408 platform-invalid",
    "LA901 input-missing",
  ]);
});

describeWith("docker-registry", "with a registry", () => {
  describe("the bundle", () => {
    test("finds the digest, and nothing before the release", async () => {
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
