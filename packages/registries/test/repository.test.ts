import { expect, test } from "@jest/globals";
import type { Digest } from "@lablink-actions/release-core";
import {
  describeWith,
  digestAt,
  pushImage,
  pushIndex,
  registryAccount,
  startRegistry,
} from "@lablink-actions/testkit";
import { http } from "../src/http.ts";
import {
  childrenOf,
  configOf,
  declaredPlatform,
  descriptorsOf,
  type Manifest,
  makeIndex,
} from "../src/index.ts";
import { namesOf, open, patientNetwork, unwrap } from "./support.ts";

const nowhere = `sha256:${"0".repeat(64)}`;

describeWith("docker-registry", "with a real registry", () => {
  test("a manifest is read by tag and digest, and put under another tag byte for byte", async () => {
    await using registry = await startRegistry();
    const { digest, children } = await pushIndex(registry, "owner/name", "one", "candidate");
    const repository = open(`${registry.host}/owner/name`);
    const manifest = unwrap(await repository.readManifest("candidate")) as Manifest;
    expect(manifest).toMatchObject({
      digest,
      mediaType: "application/vnd.oci.image.index.v1+json",
    });
    expect(childrenOf(manifest)).toEqual(children);
    expect(await repository.readManifest(digest)).toEqual({ ok: true, value: manifest });
    unwrap(await repository.putManifest("latest", manifest));
    expect(await digestAt(registry, "owner/name", "latest")).toBe(digest);
    const answer = await registry.ask("owner/name", "manifests/latest", {
      headers: { accept: manifest.mediaType },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(manifest.bytes)).toBe(true);
    expect(answer.headers.get("content-type")).toBe(manifest.mediaType);
    expect(unwrap(await repository.listTags()).toSorted()).toEqual(["candidate", "latest"]);
    expect(unwrap(await repository.probeWriting())).toBeUndefined();
  });

  test("a missing manifest is absent, whether the image is known or not", async () => {
    await using registry = await startRegistry();
    const digest = await pushImage(registry, "owner/name", "one");
    for (const image of ["owner/name", "owner/unknown"]) {
      const repository = open(`${registry.host}/${image}`);
      expect(unwrap(await repository.readManifest("1.0"))).toBe("absent");
      expect(unwrap(await repository.readManifest(nowhere))).toBe("absent");
      expect(unwrap(await repository.has("blobs", nowhere))).toBe(false);
      expect(unwrap(await repository.listTags())).toEqual([]);
    }
    const repository = open(`${registry.host}/owner/name`);
    const manifest = unwrap(await repository.readManifest(digest)) as Manifest;
    const config = configOf(manifest) ?? "";
    expect(unwrap(await repository.has("manifests", digest))).toBe(true);
    expect(unwrap(await repository.has("blobs", config))).toBe(true);
    expect(declaredPlatform(unwrap(await repository.readBlob(config)))).toEqual({
      os: "linux",
      architecture: "amd64",
    });
    expect(namesOf(await repository.readBlob(nowhere))).toEqual(["registry-trouble"]);
  });

  test("an index of existing manifests is put by its digest, under no tag", async () => {
    await using registry = await startRegistry();
    const { digest } = await pushIndex(registry, "owner/name", "one");
    const repository = open(`${registry.host}/owner/name`);
    const descriptors = descriptorsOf(unwrap(await repository.readManifest(digest)) as Manifest);
    const index = makeIndex((descriptors ?? []).toReversed());
    expect(index.digest).not.toBe(digest);
    unwrap(await repository.putManifest(index.digest, index));
    expect(unwrap(await repository.readManifest(index.digest))).toEqual(index);
    expect(unwrap(await repository.listTags())).toEqual([]);
    const stray = makeIndex([{ mediaType: index.mediaType, digest: nowhere as Digest, size: 1 }]);
    expect(await repository.putManifest(stray.digest, stray)).toMatchObject({
      refusals: [{ seen: expect.stringContaining(`@${stray.digest}: `) }],
    });
  });

  test("a manifest whose layers are elsewhere is trouble, with the registry's words", async () => {
    await using registry = await startRegistry();
    const digest = await pushImage(registry, "owner/name", "one");
    const manifest = unwrap(await open(`${registry.host}/owner/name`).readManifest(digest));
    const put = await open(`${registry.host}/owner/other`).putManifest("1.0", manifest as Manifest);
    expect(put).toMatchObject({
      refusals: [{ name: "registry-trouble", seen: expect.stringContaining("BLOB_UNKNOWN") }],
    });
  });
});

describeWith(["docker-registry", "openssl"], "if a login is wanted", () => {
  const wrong = { ...registryAccount, password: "wrong" };

  test("by basic authentication", async () => {
    await using registry = await startRegistry({ login: "basic" });
    const digest = await pushImage(registry, "owner/name", "one");
    const image = `${registry.host}/owner/name`;
    expect(unwrap(await open(image, registryAccount).has("manifests", digest))).toBe(true);
    expect(unwrap(await open(image, registryAccount).probeWriting())).toBeUndefined();
    expect(namesOf(await open(image, wrong).readManifest(digest))).toEqual(["registry-denied"]);
    expect(namesOf(await open(image).readManifest(digest))).toEqual(["registry-denied"]);
  });

  test("by tokens: one for reading, one for writing, both hidden", async () => {
    await using registry = await startRegistry({ login: "token" });
    const digest = await pushImage(registry, "owner/name", "one");
    const image = `${registry.host}/owner/name`;
    const asked: string[] = [];
    const { network, masked } = patientNetwork((request) => {
      if (request.url.pathname === "/token") asked.push(request.url.search);
      return http(request);
    });
    const repository = open(image, registryAccount, network);
    const manifest = unwrap(await repository.readManifest(digest)) as Manifest;
    for (const tag of ["1.0", "latest"]) {
      unwrap(await repository.putManifest(tag, manifest));
      expect(unwrap(await repository.readManifest(tag))).toEqual(manifest);
    }
    const scope = "?service=test&scope=repository%3Aowner%2Fname%3Apull";
    expect(asked).toEqual([scope, `${scope}%2Cpush`]);
    expect(masked).toHaveLength(2);
  });

  test("by tokens: anybody may read, and the probe shows who may not write", async () => {
    await using registry = await startRegistry({ login: "token" });
    const digest = await pushImage(registry, "owner/name", "one");
    const image = `${registry.host}/owner/name`;
    expect(unwrap(await open(image).has("manifests", digest))).toBe(true);
    expect(namesOf(await open(image).probeWriting())).toEqual(["registry-denied"]);
    expect(namesOf(await open(image, wrong).has("manifests", digest))).toEqual(["registry-denied"]);
  });
});
