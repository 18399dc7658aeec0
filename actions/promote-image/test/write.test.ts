/** The order in which tags are written, what is written together, and what is reported if it ends early. */
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import type { Manifest, Repository } from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  type ImageName,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { promoteFrom } from "./inputs.ts";
import { digest, namesOf } from "./support.ts";

const source = digest("a");
const names = ["latest", "1.0", "linux-amd64-1.0", "linux-amd64", "f".repeat(40)];
const inOrder = ["linux-amd64-1.0", "1.0", "f".repeat(40), "latest", "linux-amd64"];
const trouble = { name: "registry-trouble", seen: "no answer", remedy: "Wait." } as const;
const cancellation = Object.assign(new Error("cancelled"), { name: "AbortError" });

/** `interrupted`: the run is cancelled. `cancelled`: the same, and the registry does not answer any more. */
type Fault = (write: string, count: number) => "refused" | "interrupted" | "cancelled" | undefined;

/** Registries that keep in memory what each tag is, and answer after a turn. */
function registries(fault: Fault = () => undefined) {
  const current = new Map<string, Digest>();
  const writes: string[] = [];
  const counts = { now: 0, most: 0 };
  const reads: string[] = [];
  const cancellations = new AbortController();
  const patience: number[] = [];
  let isCancelled = false;
  const ask = async () => {
    await setImmediate();
    if (isCancelled) throw cancellation;
  };
  const manifest = (of: Digest): Manifest => ({
    digest: of,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    bytes: Buffer.from("{}"),
  });
  const open = async (image: ImageName): Promise<Result<Repository>> =>
    accept({
      async readManifest(reference) {
        reads.push(`${image}:${reference}`);
        await ask();
        const known = reference === source ? source : current.get(`${image}:${reference}`);
        return accept(known ? manifest(known) : "absent");
      },
      async putManifest(reference) {
        const write = `${image}:${reference}`;
        writes.push(write);
        counts.most = Math.max(counts.most, ++counts.now);
        const now = fault(write, writes.length);
        isCancelled ||= now === "cancelled";
        if (now === "cancelled" || now === "interrupted") cancellations.abort();
        await ask();
        counts.now--;
        if (now === "refused") return refuse(trouble);
        current.set(write, source);
        return accept(undefined);
      },
      listTags: async () => accept([...current.keys()].map((it) => it.split(":").at(-1) ?? "")),
      probeWriting: async () => accept(undefined),
      has: async () => accept(true),
      readBlob: async () => accept(new Uint8Array()),
      referrers: async () => accept([]),
    });
  const effects = {
    open,
    say: () => {},
    sleep: async () => {},
    cancelled: cancellations.signal,
    goOnFor: (milliseconds: number) => patience.push(milliseconds),
  };
  return { current, writes, reads, counts, patience, effects };
}

function promotions(images: readonly string[]) {
  const entries = images.map((image) => ({
    source: `${image}@${source}`,
    tags: names.map((name) => `${image}:${name}`),
    "version-tags": [`${image}:1.0`, `${image}:linux-amd64-1.0`],
  }));
  return { promotions: JSON.stringify(entries) };
}

const one = "ghcr.io/owner/one";
const many = Array.from({ length: 40 }, (_, index) => `ghcr.io/owner/image-${index}`);
const elsewhere = Array.from({ length: 3 }, (_, index) => `docker.io/owner/image-${index}`);

test("the tags of one image are written in the order of their ranks, and those of a rank together", async () => {
  const { writes, reads, effects } = registries();
  expect(namesOf(await promoteFrom(promotions([one]), effects))).toEqual([]);
  expect(writes).toEqual(inOrder.map((name) => `${one}:${name}`));
  // Before it decides, and once after writing.
  for (const name of inOrder) expect(reads.filter((it) => it === `${one}:${name}`)).toHaveLength(2);
});

test("tags that are read back are not written at the same time", async () => {
  const registry = registries();
  const { reads, writes, effects } = registry;
  await promoteFrom(promotions([one]), {
    ...effects,
    open: async (image) => {
      const opened = await effects.open(image);
      if (!opened.ok) return opened;
      const { putManifest, readManifest } = opened.value;
      let [writing, reading] = [0, 0];
      const apart = async <T>(act: () => Promise<T>, isWrite: boolean): Promise<T> => {
        if (isWrite) writing++;
        else reading++;
        expect(writing === 0 || reading === 0).toBe(true);
        const done = await act();
        if (isWrite) writing--;
        else reading--;
        return done;
      };
      return accept({
        ...opened.value,
        putManifest: (...words) => apart(() => putManifest(...words), true),
        readManifest: (...words) => apart(() => readManifest(...words), false),
      });
    },
  });
  expect([writes.length, reads.length > writes.length]).toEqual([names.length, true]);
});

test("those of several images are written together, 32 at most; a rank begins only when the one before is done", async () => {
  const { writes, counts, effects } = registries();
  const images = [...many, ...elsewhere];
  expect(namesOf(await promoteFrom(promotions(images), effects))).toEqual([]);
  expect(counts.most).toBe(32);
  const written = writes.map((write) => write.split(":")[1]);
  const ranks = [
    ["linux-amd64-1.0", "1.0", "f".repeat(40)],
    ["latest", "linux-amd64"],
  ];
  const expected = ranks.flatMap((rank) => Array(images.length * rank.length).fill(rank));
  expect(expected.map((rank, index) => rank.includes(written[index]))).toEqual(
    expected.map(() => true),
  );
});

test("if it stops at any write, it reports what moved, and the next run finishes the rest", async () => {
  const images = many.slice(0, 3);
  const total = images.length * names.length;
  for (let cut = 1; cut <= total; cut++) {
    const fault: Fault = (_, count) => (count >= cut && count < 100 ? "refused" : undefined);
    const { current, writes, effects } = registries(fault);
    const result = await promoteFrom(promotions(images), effects);
    const moved = [...current.keys()];
    expect(namesOf(result).includes("promotion-incomplete")).toBe(moved.length > 0);
    if (!result.ok && moved.length > 0) {
      const seen = result.refusals.at(-1)?.seen ?? "";
      const [, said = "", not = ""] = /moved: (.*); not moved: (.*)$/.exec(seen) ?? [];
      const list = (text: string) => text.split(/, | and /).toSorted();
      expect(list(said)).toEqual(moved.toSorted());
      expect([...list(said), ...list(not)]).toHaveLength(total);
    }
    for (const image of images) {
      // If any tag of the version is there, so is the one that find-released-image looks for.
      const has = (name: string) => current.has(`${image}:${name}`);
      expect(has("linux-amd64-1.0") || !names.some(has)).toBe(true);
      expect(has("1.0") || !has("latest")).toBe(true);
    }
    while (writes.length < 100) writes.push("");
    expect(namesOf(await promoteFrom(promotions(images), effects))).toEqual([]);
    expect(current.size).toBe(total);
  }
});

test("after the first failure nothing new begins, and what has begun is awaited and reported", async () => {
  const { writes, current, effects } = registries((_, count) =>
    count === 1 ? "refused" : undefined,
  );
  const result = await promoteFrom(promotions(many), effects);
  expect(writes).toHaveLength(32);
  expect([...current.keys()]).toEqual(writes.slice(1));
  const [first, ...others] = writes;
  expect(result).toMatchObject({
    refusals: [
      { name: "registry-trouble" },
      { seen: expect.stringContaining(`not moved: ${first}, `) },
    ],
  });
  for (const other of others) {
    expect(result).toMatchObject({
      refusals: [{}, { seen: expect.stringMatching(new RegExp(`moved: .*${other}.*; not moved`)) }],
    });
  }
});

describe("a run that is cancelled", () => {
  test.each(inOrder)("while %s is written: the promotion is finished, and says so", async (tag) => {
    const { current, patience, effects } = registries((write) =>
      write === `${one}:${tag}` ? "interrupted" : undefined,
    );
    const result = await promoteFrom(promotions([one]), effects);
    expect(namesOf(result)).toEqual([]);
    expect(result).toMatchObject({
      value: { warnings: [expect.stringContaining("The promotion was finished first.")] },
    });
    expect(current.size).toBe(names.length);
    expect(patience).toEqual([5000]);
  });

  test("before the first tag is written: nothing moves", async () => {
    const { writes, effects } = registries();
    const cancelled = AbortSignal.abort();
    await expect(promoteFrom(promotions([one]), { ...effects, cancelled })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(writes).toEqual([]);
  });

  test("reports that the tags that were being written are unclear", async () => {
    const { effects } = registries((write) => (write === `${one}:1.0` ? "cancelled" : undefined));
    expect(await promoteFrom(promotions([one]), effects)).toMatchObject({
      refusals: [
        {
          name: "promotion-incomplete",
          seen: `the promotion ended half-way, because the run was cancelled; moved: none; not moved: ${one}:latest and ${one}:linux-amd64; unclear: ${one}:linux-amd64-1.0, for which the registry gave no answer, ${one}:1.0, for which the registry gave no answer and ${one}:${"f".repeat(40)}, for which the registry gave no answer`,
        },
      ],
    });
  });

  test("at the first write as well", async () => {
    const { effects } = registries(() => "cancelled");
    expect(await promoteFrom(promotions([one]), effects)).toMatchObject({
      refusals: [{ name: "promotion-incomplete", seen: expect.stringContaining("moved: none;") }],
    });
  });

  test("before any write reports only that", async () => {
    const { effects } = registries();
    const open = () => Promise.reject(cancellation);
    await expect(promoteFrom(promotions([one]), { ...effects, open })).rejects.toBe(cancellation);
  });
});
