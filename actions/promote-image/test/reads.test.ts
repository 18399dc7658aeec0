import { setImmediate } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import type { Repository } from "@lablink-actions/registries";
import { accept, type Tag } from "@lablink-actions/release-core";
import { readsOnce } from "../src/reads.ts";
import { digest } from "./support.ts";

/** A repository that notes what it is asked, and how much at the same time. */
function noted(fails = false) {
  const asked: string[] = [];
  const counts: number[] = [];
  let now = 0;
  const answer = async <T>(question: string, value: T) => {
    asked.push(question);
    counts.push(++now);
    await setImmediate();
    now--;
    if (fails) throw new Error("cancelled");
    return accept(value);
  };
  const repository = {
    readManifest: (reference) => answer(reference, "absent" as const),
    has: (kind, one) => answer(`${kind} ${one}`, true),
    readBlob: (one) => answer(one, new Uint8Array()),
    listTags: () => answer("tags", []),
  } as Repository;
  return { asked, counts, reads: readsOnce(repository) };
}

test("each question is asked once, the first alone and the others together", async () => {
  const { asked, counts, reads } = noted();
  const [one, two] = [digest("a"), digest("b")];
  const ask = () => [
    reads.readManifest("latest" as Tag),
    reads.readManifest(one),
    reads.has("manifests", one),
    reads.has("blobs", one),
    reads.readBlob(one),
    reads.readBlob(two),
    reads.listTags(),
  ];
  await Promise.all([...ask(), ...ask()]);
  await Promise.all(ask());
  expect(asked).toEqual(["latest", one, `manifests ${one}`, `blobs ${one}`, one, two, "tags"]);
  expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6]);
});

test("if the first question fails, the others are asked as well, and each fails by itself", async () => {
  const { asked, reads } = noted(true);
  const answers = await Promise.allSettled([reads.listTags(), reads.readBlob(digest("a"))]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(asked).toEqual(["tags", digest("a")]);
});
