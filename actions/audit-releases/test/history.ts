/** A repository's past: what its index and its registry have, as a few years of releases leave it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyTag,
  type Labels,
  mediaTypes,
  pushAttested,
  pushImage,
  type TestRegistry,
} from "@lablink-actions/testkit";

export const allocator = "lablink-allocator-service";
export const client = "lablink-client-service";
export const allocatorImage = "talmolab/lablink-allocator-image";
export const clientImage = "talmolab/lablink-client-base-image";

/** 24 and 16 versions. */
export const allocatorVersions = Array.from({ length: 24 }, (_, index) => `0.1.${index}`);
export const clientVersions = Array.from({ length: 16 }, (_, index) => `0.2.${index}a0`);

const amd64 = { os: "linux", architecture: "amd64" };

export function configFor(host: string): string {
  return `registry: ${host}/talmolab
packages:
  ${allocator}:
    directory: packages/allocator
    version-input: allocator_version
  ${client}:
    directory: packages/client
    version-input: client_version
images:
  lablink-allocator-image:
    package: ${allocator}
    dockerfile: packages/allocator/Dockerfile
  lablink-client-base-image:
    package: ${client}
    dockerfile: packages/client/Dockerfile
`;
}

/** A commit for each version. */
export function commitOf(version: string): string {
  return Buffer.from(version).toString("hex").padEnd(40, "0").slice(0, 40);
}

/** The labels of compute-tags; a development image has no version. */
export function labelsOf(version: string | undefined, commit: string): Labels {
  return {
    "org.opencontainers.image.title": "image",
    "org.opencontainers.image.revision": commit,
    ...(version !== undefined && { "org.opencontainers.image.version": version }),
  };
}

/** Puts a release's wheel into an index's folder. */
export async function publish(folder: string, packageName: string, version: string) {
  const name = `${packageName.replaceAll("-", "_")}-${version}-py3-none-any.whl`;
  await writeFile(join(folder, name), `${packageName} ${version}`);
}

/** What a production run leaves in the registry: one image as BuildKit pushes it, under all its tags. */
export async function release(
  registry: TestRegistry,
  image: string,
  version: string,
  labelled: string | undefined = version,
): Promise<string> {
  const commit = commitOf(version);
  const labels = labelsOf(labelled, commit);
  const { digest } = await pushAttested(registry, image, `${image} ${version}`, amd64, labels);
  const tags = [version, `linux-amd64-${version}`, `linux-amd64-${commit}`, commit];
  for (const tag of tags) await copyTag(registry, image, digest, tag);
  return digest;
}

/** What a push to main leaves there. */
export async function develop(
  registry: TestRegistry,
  image: string,
  version: string,
  created = "",
) {
  const commit = commitOf(version);
  const platform = created ? { ...amd64, created } : amd64;
  const labels = labelsOf(undefined, commit);
  const content = `${image} ${version} development`;
  const tag = `linux-amd64-${commit}-test`;
  await pushImage(registry, image, content, tag, mediaTypes, platform, labels);
  for (const other of [`${commit}-test`, "linux-amd64-test", "latest-test"]) {
    await copyTag(registry, image, tag, other);
  }
}

/** The floating tags of production. */
export async function float(registry: TestRegistry, image: string, version: string) {
  for (const tag of ["latest", "linux-amd64", "linux-amd64-latest"]) {
    await copyTag(registry, image, version, tag);
  }
}

/** Everything as it should be. */
export async function goodHistory(registry: TestRegistry, folder: string): Promise<void> {
  for (const [packageName, image, versions] of [
    [allocator, allocatorImage, allocatorVersions],
    [client, clientImage, clientVersions],
  ] as const) {
    await Promise.all(
      versions.map(async (version) => {
        await publish(folder, packageName, version);
        await develop(registry, image, version, "2026-05-01T12:00:00Z");
        await release(registry, image, version);
      }),
    );
    await float(registry, image, versions.at(-1) ?? "");
  }
}

/** Puts an index of manifests that are there under a tag. */
export async function pushIndexOf(
  registry: TestRegistry,
  image: string,
  tag: string,
  ...digests: string[]
): Promise<void> {
  const manifests = digests.map((digest) => ({
    ...{ mediaType: mediaTypes.index, digest, size: 7 },
  }));
  const body = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  const init = { method: "PUT", headers: { "content-type": mediaTypes.index }, body };
  const { status } = await registry.ask(image, `manifests/${tag}`, init);
  if (status !== 201) throw new Error(`${status}`);
}

/** Deletes a manifest and its tags, as clean-up jobs of registries do. */
export async function remove(registry: TestRegistry, image: string, digest: string) {
  const { status } = await registry.ask(image, `manifests/${digest}`, { method: "DELETE" });
  if (status !== 202) throw new Error(`${status}`);
}
