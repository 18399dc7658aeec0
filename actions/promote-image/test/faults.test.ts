/** What a promotion reports and leaves behind if the registry fails on the way. */
import { describe, expect, test } from "@jest/globals";
import { addressOf, http, openRepository } from "@lablink-actions/registries";
import { accept, type ImageName } from "@lablink-actions/release-core";
import { type Fault, type FaultyRegistry, faultyRegistry } from "@lablink-actions/testkit";
import { promoteFrom } from "./inputs.ts";
import { onPut, outcomeOf, uncancelled, unwrap } from "./support.ts";

const tags = ["latest", "0.2.0", "linux-amd64-0.2.0"];

/** Promotes the one image of a registry to its tags. */
async function promoteIn(registry: FaultyRegistry) {
  const image = `${registry.host}/owner/name`;
  const slept: number[] = [];
  const said: string[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
  };
  const network = { http, sleep, mask: () => {}, say: (line: string) => said.push(line) };
  const result = await promoteFrom(
    { source: `${image}@${registry.digest}`, tags: tags.map((tag) => `${image}:${tag}`) },
    {
      open: async (name: ImageName) => accept(openRepository(addressOf(name), network)),
      say: (line) => said.push(line.replaceAll(`${image}:`, "")),
      sleep,
      ...uncancelled,
    },
  );
  return { result, image, slept, said };
}

/** Promotes in a registry with these faults, and gives the result with only the names of tags. */
async function promote(fault: Parameters<typeof faultyRegistry>[0], there: string[] = []) {
  await using registry = await faultyRegistry(fault, there);
  const { result, image, slept, said } = await promoteIn(registry);
  const moved = tags.filter((tag) => registry.digests.get(tag) === registry.digest);
  const puts = registry.requests.filter((request) => request.startsWith("PUT")).length;
  const { requests } = registry;
  return { outcome: outcomeOf(result, image), moved, puts, slept, said, requests };
}

const onWrittenTag =
  (tag: string, fault: Fault, times = Number.POSITIVE_INFINITY) =>
  (request: string, before: number) =>
    // The first request is the preflight's.
    request === `GET /v2/owner/name/manifests/${tag}` && before > 0 && before <= times
      ? fault
      : undefined;

test("without a fault: version tags of a platform first, floating tags last, each logged when it is written", async () => {
  const { outcome, moved, said, requests } = await promote(() => undefined);
  expect(outcome).toEqual(["done"]);
  expect(moved).toEqual(tags);
  expect(said.slice(1).map((line) => line.split(" ")[0])).toEqual([
    "linux-amd64-0.2.0",
    "0.2.0",
    "latest",
  ]);
  expect(said.at(-1)).toMatch(/\(3 of 3\)$/);
  // No layer moves. The only request about blobs is the upload that shows whether writing is allowed.
  expect(requests.filter((request) => request.includes("/blobs/"))).toEqual([
    "POST /v2/owner/name/blobs/uploads/",
    "DELETE /v2/owner/name/blobs/uploads/upload",
  ]);
});

describe("a fault that goes away changes nothing", () => {
  test.each<[string, ReturnType<typeof onPut>, number[]]>([
    [
      "429 with Retry-After",
      onPut("latest", { status: 429, headers: { "retry-after": "5" } }, 1),
      [5000],
    ],
    ["500", onPut("0.2.0", { status: 500 }, 1), [1000]],
    ["a connection cut in the middle of a PUT", onPut("0.2.0", "cut", 1), [1000]],
    ["a connection cut after a PUT", onPut("0.2.0", "cut-after", 1), [1000]],
    ["a stale answer after writing", onWrittenTag("latest", "stale", 1), [2000]],
  ])("%s", async (_name, fault, waits) => {
    const { outcome, moved, slept } = await promote(fault);
    expect(outcome).toEqual(["done"]);
    expect(moved).toEqual(tags);
    expect(slept).toEqual(waits);
  });
});

describe("before the first write, only the registry's fault is reported", () => {
  test.each<[string, (request: string) => boolean, Fault, string]>([
    ["401", () => true, { status: 401 }, "registry-denied"],
    [
      "403 to the probe",
      (request) => request.startsWith("POST"),
      { status: 403 },
      "registry-denied",
    ],
    ["500 to a tag", (request) => request.endsWith("/0.2.0"), { status: 500 }, "registry-trouble"],
    [
      "500 to the list",
      (request) => request.includes("/tags/list"),
      { status: 500 },
      "registry-trouble",
    ],
    [
      "404 of a proxy to a tag",
      (request) => request.endsWith("/0.2.0"),
      { status: 404, body: "" },
      "registry-trouble",
    ],
    [
      "404 to the first PUT",
      (request) => request.startsWith("PUT"),
      { status: 404 },
      "registry-trouble",
    ],
    [
      "403 to the first PUT",
      (request) => request.startsWith("PUT"),
      { status: 403 },
      "registry-denied",
    ],
    [
      "another manifest for the source",
      (request) => request.includes("sha256:"),
      "other",
      "registry-trouble",
    ],
    [
      "no source",
      (request) => request.includes("sha256:"),
      { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' },
      "source-missing",
    ],
  ])("%s", async (_name, on, fault, refusal) => {
    const { outcome, moved } = await promote((request) => (on(request) ? fault : undefined));
    expect([...new Set(outcome.map((line) => line.split(":")[0]))]).toEqual([refusal]);
    expect(moved).toEqual([]);
  });

  test("a version tag that is taken", async () => {
    const { outcome, moved, puts } = await promote(() => undefined, ["0.2.0"]);
    expect(outcome).toEqual([
      expect.stringMatching(/^version-tag-taken: 0\.2\.0 is already sha256:/),
    ]);
    expect([moved, puts]).toEqual([[], 0]);
  });
});

describe("half-way", () => {
  const halfWay = "promotion-incomplete: the promotion ended half-way; ";

  test("what moved and what did not is named", async () => {
    const { outcome, moved } = await promote(onPut("0.2.0", { status: 403 }));
    expect(outcome).toEqual([
      expect.stringMatching(/^registry-denied: writing 0\.2\.0: .*403/),
      `${halfWay}moved: linux-amd64-0.2.0; not moved: 0.2.0 and latest`,
    ]);
    expect(moved).toEqual(["linux-amd64-0.2.0"]);
  });

  test("a write that was done but not answered counts as moved", async () => {
    const { outcome, moved } = await promote(onPut("0.2.0", "cut-after"));
    expect(outcome[1]).toBe(`${halfWay}moved: linux-amd64-0.2.0 and 0.2.0; not moved: latest`);
    expect(moved).toEqual(["0.2.0", "linux-amd64-0.2.0"]);
  });

  test("also if it is the first one", async () => {
    const { outcome } = await promote(onPut("linux-amd64-0.2.0", "cut-after"));
    expect(outcome[1]).toBe(`${halfWay}moved: linux-amd64-0.2.0 and 0.2.0; not moved: latest`);
  });

  test("a different digest on read-back is reported, with what is there", async () => {
    const { outcome } = await promote(onWrittenTag("latest", "other"));
    expect(outcome).toEqual([
      expect.stringMatching(
        /^read-back-differs: latest was written as sha256:.* and is now sha256:/,
      ),
      expect.stringMatching(
        /moved: linux-amd64-0\.2\.0 and 0\.2\.0; not moved: none; unclear: latest, which is sha256:/,
      ),
    ]);
  });

  test("a tag that stays stale is reported, with what it names", async () => {
    const { outcome } = await promote(onWrittenTag("latest", "stale"));
    expect(outcome[0]).toMatch(/^read-back-differs: latest .* is now absent$/);
    expect(outcome[1]).toContain("not moved: latest");
  });

  test("if the registry stops answering, what was being written is unclear, and nothing is claimed about it", async () => {
    let silent = false;
    const { outcome } = await promote((request) => {
      silent ||= request.includes("PUT /v2/owner/name/manifests/0.2.0");
      return silent ? "cut" : undefined;
    });
    expect(outcome[1]).toBe(
      `${halfWay}moved: none; not moved: latest; unclear: linux-amd64-0.2.0, for which the registry gave no answer and 0.2.0, for which the registry gave no answer`,
    );
  });
});

test("a second run finishes the rest and writes nothing else", async () => {
  let broken = true;
  const puts: string[] = [];
  await using registry = await faultyRegistry((request) => {
    if (request.startsWith("PUT")) puts.push(request.split("/").at(-1) ?? "");
    return broken && request.includes("PUT /v2/owner/name/manifests/latest")
      ? { status: 403 }
      : undefined;
  });
  expect((await promoteIn(registry)).result.ok).toBe(false);
  broken = false;
  const { result, image } = await promoteIn(registry);
  expect(unwrap(result).outputs).toMatchObject({
    promoted: JSON.stringify([`${image}:latest`]),
    unchanged: JSON.stringify([`${image}:linux-amd64-0.2.0`, `${image}:0.2.0`]),
  });
  expect(puts).toEqual(["linux-amd64-0.2.0", "0.2.0", "latest", "latest"]);
});
