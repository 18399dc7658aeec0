import { expect, test } from "@jest/globals";
import type { Digest } from "@lablink-actions/release-core";
import {
  bundleArtifact,
  describeWith,
  faultyRegistry,
  pushBundles,
  pushImage,
  referrersIndex,
  startRegistry,
  tried,
} from "@lablink-actions/testkit";
import { digestOf } from "../src/digest.ts";
import { readBundles } from "../src/index.ts";
import { namesOf, open, seenOf, unwrap } from "./support.ts";

const path = "owner/name";
const indexType = { "content-type": "application/vnd.oci.image.index.v1+json" };

/** The texts of the bundles beside the image of a registry. */
async function bundlesOf(host: string, digest: string) {
  const repository = open(`${host}/${path}`) as unknown as Parameters<typeof readBundles>[0];
  return readBundles(repository, digest as Digest);
}

const texts = (all: readonly Uint8Array[]) => all.map((bytes) => Buffer.from(bytes).toString());

describeWith("docker-registry", "a registry without a referrers API", () => {
  tried(
    "a docker-registry, which has no referrers API, with the bundles of an image under the tag of its digest",
    "they are found; an image without that tag has none",
    async () => {
      await using registry = await startRegistry();
      const digest = await pushImage(registry, path, "content", "1.0");
      expect(unwrap(await bundlesOf(registry.host, digest))).toEqual([]);
      await pushBundles(registry, path, digest, ["one", "two"]);
      expect(texts(unwrap(await bundlesOf(registry.host, digest)))).toEqual(["one", "two"]);
    },
    60_000,
  );
});

const [one, two] = [bundleArtifact("one"), bundleArtifact("two")];
const artifacts = [one, two].flatMap(({ manifest, blobs }) => [manifest, ...blobs]);

/** A registry that answers about referrers as it is told. */
function registryWith(pages: (request: string) => object | undefined) {
  const answer = (request: string) =>
    request.includes("/referrers/")
      ? (pages(request) as { status: number } | undefined)
      : undefined;
  return faultyRegistry(answer, [], artifacts);
}

const page = (manifests: readonly object[], headers: object = {}) => ({
  status: 200,
  headers: { ...indexType, ...headers },
  body: referrersIndex(manifests),
});

test("pages are followed on the same host, and other artifacts left out", async () => {
  const sbom = { ...one.descriptor, artifactType: "application/spdx+json" };
  await using registry = await registryWith((request) =>
    request.includes("page=2")
      ? page([two.descriptor])
      : page([one.descriptor, sbom], { link: '<?page=2>; rel="next"' }),
  );
  expect(texts(unwrap(await bundlesOf(registry.host, registry.digest)))).toEqual(["one", "two"]);
});

test.each([
  [
    "a page of another host",
    page([], { link: '<http://127.0.0.2/x>; rel="next"' }),
    "gave an address of http://127.0.0.2",
  ],
  ["pages without end", page([], { link: '<?again>; rel="next"' }), "more than 20 pages"],
  ["something else", { status: 200, body: "{}" }, "not a list of referrers"],
  ["an error", { status: 500, body: "" }, "answered 500"],
  [
    "more than are read",
    page(Array.from({ length: 33 }, () => one.descriptor)),
    "more than 32 attestations",
  ],
  [
    "an artifact that is not there",
    page([{ ...one.descriptor, digest: digestOf(Buffer.from("x")) }]),
    "lists it, and does not have it",
  ],
])("%s is trouble", async (_, answer, words) => {
  await using registry = await registryWith(() => answer);
  const found = await bundlesOf(registry.host, registry.digest);
  expect(namesOf(found)).toEqual(["registry-trouble"]);
  expect(seenOf(found)).toContain(words);
});

test("a registry that wants a login is one that denies, and not one without attestations", async () => {
  await using registry = await registryWith(() => ({ status: 403, body: "" }));
  expect(namesOf(await bundlesOf(registry.host, registry.digest))).toEqual(["registry-denied"]);
});
