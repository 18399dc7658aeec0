import { expect, test } from "@jest/globals";
import type { Digest } from "@lablink-actions/release-core";
import {
  configOf,
  createdOf,
  type Descriptor,
  declaredPlatform,
  descriptorsOf,
  type Manifest,
  makeIndex,
} from "../src/index.ts";

const digest = `sha256:${"a".repeat(64)}` as Digest;
const mediaType = "application/vnd.oci.image.manifest.v1+json";
const platform = { os: "linux", architecture: "arm", variant: "v7" };
const image: Descriptor = { mediaType, digest, size: 7, platform, annotations: { a: "b" } };

function manifest(content: unknown): Manifest {
  return { mediaType, digest, bytes: Buffer.from(JSON.stringify(content)) };
}

test("an index has the descriptors that it was made of", () => {
  const other = { ...image, platform: { ...platform, "os.version": "1" }, urls: ["x"] };
  expect(descriptorsOf(makeIndex([image, other]))).toEqual([image, other]);
  expect(descriptorsOf(makeIndex([]))).toEqual([]);
});

test.each([
  ["an image", { config: {}, layers: [] }],
  ["an object instead of a list", { manifests: {} }],
  ["null instead of an object", { manifests: [null] }],
  ["no digest", { manifests: [{ ...image, digest: "latest" }] }],
  ["no size", { manifests: [{ ...image, size: "7" }] }],
  ["no type", { manifests: [{ ...image, mediaType: undefined }] }],
  ["half a platform", { manifests: [{ ...image, platform: { os: "linux" } }] }],
  ["a variant by number", { manifests: [{ ...image, platform: { ...platform, variant: 7 } }] }],
  ["an annotation by number", { manifests: [{ ...image, annotations: { a: 1 } }] }],
])("%s has no descriptors", (_name, content) => {
  expect(descriptorsOf(manifest(content))).toBeUndefined();
});

test("a configuration is named by its digest, never by something that could be a path", () => {
  expect(configOf(manifest({ config: { digest } }))).toBe(digest);
  expect(configOf(manifest({ config: { digest: "../../other" } }))).toBeUndefined();
  expect(configOf(makeIndex([image]))).toBeUndefined();
});

test("a configuration declares a platform, or none", () => {
  const declared = (config: unknown) => declaredPlatform(Buffer.from(JSON.stringify(config)));
  expect(declared({ ...platform, author: "x" })).toEqual(platform);
  expect(declared({ os: "linux", architecture: "amd64" })).toEqual({
    os: "linux",
    architecture: "amd64",
  });
  expect(declared({ os: "linux" })).toBeUndefined();
  expect(declaredPlatform(Buffer.from("{"))).toBeUndefined();
});

test.each([
  ["a date", { created: "2026-03-01T12:00:00Z" }, "2026-03-01T12:00:00Z"],
  ["none", {}, undefined],
  ["null", { created: null }, undefined],
  ["an empty text", { created: "" }, undefined],
  ["a number", { created: 7 }, undefined],
])("an image says when it was made: %s", (_name, config, expected) => {
  expect(createdOf(Buffer.from(JSON.stringify(config)))).toBe(expected);
});
