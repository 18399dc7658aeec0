import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  dockerTypes,
  mediaTypes,
  pushAttested,
  pushImage,
  startRegistry,
  type TestRegistry,
} from "@lablink-actions/testkit";
import { codesOf, list, promoteHere, repositoryIn, run } from "./real-registry.ts";

describeWith("docker-registry", "images of two platforms, in a real registry,", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry[Symbol.asyncDispose]());
  const repository = () => repositoryIn(registry);

  const amd64 = { os: "linux", architecture: "amd64" };
  const arm64 = { os: "linux", architecture: "arm64" };
  const shared = ["0.2.0", "latest"];

  /** One repository's promotions, as images.yml notes them. */
  function promotions(
    one: ReturnType<typeof repositoryIn>,
    digests: Readonly<Record<string, string>>,
  ) {
    const entries = Object.entries(digests).map(([architecture, digest]) => ({
      source: `${one.image}@${digest}`,
      platform: `linux/${architecture}`,
      tags: one.references([...shared, `linux-${architecture}`]),
      "version-tags": one.references(["0.2.0"]),
    }));
    return JSON.stringify(entries);
  }

  async function indexAt(path: string, tag: string) {
    const accept = [mediaTypes.index, dockerTypes.index].join();
    const answer = await registry.ask(path, `manifests/${tag}`, { headers: { accept } });
    expect(answer.status).toBe(200);
    return {
      type: answer.headers.get("content-type"),
      content: (await answer.json()) as {
        manifests: { digest: string; size: number; platform: object; annotations?: object }[];
      },
    };
  }

  test("share their tags with an index of both; a second run changes nothing, in any order", async () => {
    const one = repository();
    const digests = {
      arm64: await pushImage(registry, one.path, "one", "b", mediaTypes, arm64),
      amd64: await pushImage(registry, one.path, "one", "a", mediaTypes, amd64),
    };
    const ran = await run({ promotions: promotions(one, digests) });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(list(ran, "promoted")).toEqual(["0.2.0", "latest", "linux-arm64", "linux-amd64"]);
    expect(await one.at("linux-amd64")).toBe(digests.amd64);
    expect(await one.at("linux-arm64")).toBe(digests.arm64);
    const { type, content } = await indexAt(one.path, "latest");
    expect(type).toBe(mediaTypes.index);
    const size = expect.any(Number);
    expect(content).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [
        { mediaType: mediaTypes.manifest, digest: digests.amd64, size, platform: amd64 },
        { mediaType: mediaTypes.manifest, digest: digests.arm64, size, platform: arm64 },
      ],
    });
    const index = await one.at("latest");
    expect(await one.at("0.2.0")).toBe(index);
    expect(ran.log).toContain(`${one.image}@${index} is the index of linux/amd64 and linux/arm64`);
    expect(ran.summary).toContain(`linux/amd64: ${digests.amd64}`);
    expect(ran.summary).toContain(`linux/arm64: ${digests.arm64}`);

    const { amd64: first, arm64: second } = digests;
    const again = await run({ promotions: promotions(one, { amd64: first, arm64: second }) });
    expect(again.outputs["promoted"]).toBe("[]");
    expect(list(again, "unchanged")).toHaveLength(4);
  });

  test("attested by BuildKit bring their attestations, all described as before", async () => {
    const one = repository();
    const sources = {
      amd64: await pushAttested(registry, one.path, "one amd64", amd64),
      arm64: await pushAttested(registry, one.path, "one arm64", { ...arm64, variant: "v8" }),
    };
    const digests = { amd64: sources.amd64.digest, arm64: sources.arm64.digest };
    const dry = await run({ promotions: promotions(one, digests), "dry-run": "true" });
    expect(dry.outputs["promoted"]).toBe("[]");
    expect(dry.summary).toContain(`linux/arm64: ${sources.arm64.children[0]}, attested by`);
    expect(await one.at("latest")).toBeUndefined();

    expect((await run({ promotions: promotions(one, digests) })).exitCode).toBe(0);
    const { content } = await indexAt(one.path, "0.2.0");
    const held = await Promise.all(
      Object.values(digests).map(async (digest) => (await indexAt(one.path, digest)).content),
    );
    const expected = held.flatMap(({ manifests }) => manifests);
    expect(content.manifests).toHaveLength(4);
    expect(content.manifests).toEqual(expect.arrayContaining(expected));
    // Each one's own tag keeps the index that was verified.
    expect(await one.at("linux-arm64")).toBe(sources.arm64.digest);
    expect(dry.summary).toContain(`${await one.at("latest")} | an index of`);
  });

  test("of Docker's own kind become Docker's list", async () => {
    const one = repository();
    const digests = {
      amd64: await pushImage(registry, one.path, "one", "a", dockerTypes, amd64),
      arm64: await pushImage(registry, one.path, "one", "b", dockerTypes, arm64),
    };
    const ran = await promoteHere({ promotions: promotions(one, digests) });
    expect(ran.facts).toContain(`an index of\nlinux/amd64: ${digests.amd64}\n`);
    expect((await indexAt(one.path, "latest")).type).toBe(dockerTypes.index);
  });

  test("move no tag if one of them has the wrong platform", async () => {
    const one = repository();
    const digests = {
      amd64: (await pushAttested(registry, one.path, "one", amd64)).digest,
      arm64: await pushImage(registry, one.path, "another", "b", mediaTypes, amd64),
    };
    expect(codesOf(await run({ promotions: promotions(one, digests) }))).toEqual(["LA709"]);
    expect(await one.at("linux-amd64")).toBeUndefined();
  });

  test("move no tag if one of them lacks its attestation", async () => {
    const one = repository();
    const { digest, children } = await pushAttested(registry, one.path, "one", amd64);
    const other = await pushImage(registry, one.path, "one", "b", mediaTypes, arm64);
    await registry.ask(one.path, `manifests/${children[1]}`, { method: "DELETE" });
    const digests = { amd64: digest, arm64: other };
    const refused = await promoteHere({ promotions: promotions(one, digests) });
    expect(refused.names).toEqual(["source-missing"]);
    expect(await one.at("linux-arm64")).toBeUndefined();
  });
});
