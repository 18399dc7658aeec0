/** What promoting an index of two platforms reports and leaves behind if the registry fails on the way. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { addressOf, http, openRepository } from "@lablink-actions/registries";
import { accept, type ImageName } from "@lablink-actions/release-core";
import { type Fault, faultyRegistry } from "@lablink-actions/testkit";
import { promoteFrom } from "./inputs.ts";
import { onPut, outcomeOf, uncancelled } from "./support.ts";

describe("an index of two platforms", () => {
  const configs = ["amd64", "arm64"].map((architecture) =>
    JSON.stringify({ os: "linux", architecture }),
  );
  const manifests = configs.map((config) =>
    JSON.stringify({ config: { digest: sha256(config) }, layers: [] }),
  );
  const platforms = ["linux/amd64", "linux/arm64"];

  /** Promotes one image for each platform, to its own tag and to the shared tags. */
  async function promoteBoth(fault: Parameters<typeof faultyRegistry>[0]) {
    await using registry = await faultyRegistry(fault, [], [...configs, ...manifests]);
    const image = `${registry.host}/owner/name`;
    const network = { http, sleep: async () => {}, mask: () => {}, say: () => {} };
    const promotions = manifests.map((manifest, at) => ({
      source: `${image}@${sha256(manifest)}`,
      platform: platforms[at],
      tags: [`${image}:own-${at}`, `${image}:latest`, `${image}:0.2.0`],
    }));
    const result = await promoteFrom(
      { promotions: JSON.stringify(promotions) },
      {
        open: async (name: ImageName) => accept(openRepository(addressOf(name), network)),
        say: () => {},
        sleep: async () => {},
        ...uncancelled,
      },
    );
    const puts = registry.requests.filter((request) => request.startsWith("PUT"));
    const written = puts.map((request) => request.split("/").at(-1) ?? "");
    const { digests } = registry;
    const tagged = [...digests.keys()].filter((name) => !name.startsWith("sha256:"));
    return { outcome: outcomeOf(result, image), written, tagged, digests };
  }

  const onIndex = (request: string) => /^PUT .*manifests\/sha256:/.test(request);

  test("is written by its digest, before any tag", async () => {
    const { outcome, written, digests } = await promoteBoth(() => undefined);
    expect(outcome).toEqual(["done"]);
    expect(written).toEqual([digests.get("latest"), "0.2.0", "own-0", "own-1", "latest"]);
    expect(digests.get("0.2.0")).toBe(digests.get("latest"));
    expect(manifests.map(sha256)).not.toContain(digests.get("latest"));
  });

  test.each<[string, Fault, string]>([
    ["is denied", { status: 403 }, "registry-denied"],
    ["is not understood", { status: 400 }, "registry-trouble"],
    ["is cut, again and again", "cut", "registry-trouble"],
  ])("%s: no tag has moved", async (_name, fault, refusal) => {
    const { outcome, tagged } = await promoteBoth((request) =>
      onIndex(request) ? fault : undefined,
    );
    expect(outcome).toEqual([expect.stringMatching(new RegExp(`^${refusal}: writing .*@sha256:`))]);
    expect(tagged).toEqual([]);
  });

  test("is accepted, but not there afterwards: no tag has moved", async () => {
    let index = "";
    const { outcome, tagged } = await promoteBoth((request) => {
      if (onIndex(request)) index = request.replace("PUT", "GET");
      return request === index ? "stale" : undefined;
    });
    expect(outcome).toEqual([expect.stringMatching(/^read-back-differs: .* is now absent$/)]);
    expect(tagged).toEqual([]);
  });

  test.each<[string, (request: string) => boolean, Fault, string]>([
    ["a configuration cannot be read", onBlob, { status: 404 }, "registry-trouble"],
    ["a configuration is another", onBlob, { status: 200, body: "{}" }, "registry-trouble"],
    ["nobody may write", (it) => it.startsWith("POST"), { status: 403 }, "registry-denied"],
  ])("%s: nothing is written", async (_name, on, fault, refusal) => {
    const { outcome, written } = await promoteBoth((it) => (on(it) ? fault : undefined));
    expect([...new Set(outcome.map((line) => line.split(":")[0]))]).toEqual([refusal]);
    expect(written).toEqual([]);
  });

  test("ends half-way like others: what moved and what did not is named", async () => {
    const { outcome, tagged } = await promoteBoth(onPut("latest", { status: 403 }));
    expect(outcome[1]).toBe(
      "promotion-incomplete: the promotion ended half-way; moved: 0.2.0, own-0 and own-1; not moved: latest",
    );
    expect(tagged).toEqual(["0.2.0", "own-0", "own-1"]);
  });
});

function onBlob(request: string): boolean {
  return request.includes("/blobs/sha256:");
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
