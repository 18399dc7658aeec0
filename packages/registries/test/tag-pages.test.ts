import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { accept } from "@lablink-actions/release-core";
import {
  describeWith,
  faultyRegistry,
  pushImage,
  startRegistry,
  tried,
} from "@lablink-actions/testkit";
import fc from "fast-check";
import { readTags } from "../src/oci/tag-pages.ts";
import { namesOf, open, patientNetwork, seenOf, unwrap } from "./support.ts";

/** How a registry pages. */
interface Paging {
  /** In its own order, which needs not be that of the alphabet. */
  readonly tags: readonly string[];
  /** The most tags on a page, whatever is asked for. */
  readonly most: number;
  readonly link: "none" | "path" | "query" | "address";
  /** How many tags a page repeats of the one before. */
  readonly overlap: number;
  /** What `last` means: the place after this tag, nothing, or something that it refuses. */
  readonly last: "place" | "ignored" | "refused";
  readonly heedsSize: boolean;
  /** Whether the tags within a page are in another order. */
  readonly shuffled: boolean;
}

const api = "https://registry.example/v2/owner/name/tags/list";

function paging({ tags, most, link, overlap, last, heedsSize, shuffled }: Paging) {
  const asked: string[] = [];
  const { network } = patientNetwork(async ({ url }) => {
    asked.push(url.href);
    const query = url.searchParams;
    const answer = (status: number, body: object, headers: Record<string, string> = {}) => ({
      status,
      headers: new Map(Object.entries(headers)),
      body: Readable.from([Buffer.from(JSON.stringify(body))]),
    });
    const after = query.get("last");
    if (after !== null && last === "refused") return answer(400, { errors: [] });
    const place = after === null || last === "ignored" ? 0 : tags.indexOf(after) + 1;
    const from = Number(query.get("from") ?? Math.max(place - overlap, 0));
    const size = heedsSize ? Math.min(most, Number(query.get("n"))) : most;
    const page = tags.slice(from, from + size);
    const next = from + size;
    const target = `n=${query.get("n")}&from=${Math.max(next - overlap, from + 1)}`;
    const links = { none: "", path: "/v2/owner/name/tags/list?", query: "?", address: `${api}?` };
    const headers = { link: `<${links[link]}${target}>; rel="next"` };
    const isMore = link !== "none" && next < tags.length;
    return answer(200, { tags: shuffled ? page.toReversed() : page }, isMore ? headers : {});
  });
  return { asked, list: () => open("registry.example/owner/name", undefined, network).listTags() };
}

const tag = fc.oneof(
  fc.nat({ max: 99 }).map((number) => `0.${number}`),
  fc.constantFrom("latest", "main", "9.9.9", "linux-amd64", "20240101"),
);

const anyPaging: fc.Arbitrary<Paging> = fc
  .record({
    tags: fc.uniqueArray(tag, { maxLength: 12 }),
    most: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(5000)),
    link: fc.constantFrom("none", "path", "query", "address"),
    overlap: fc.nat({ max: 3 }),
    last: fc.constantFrom("place", "ignored", "refused"),
    heedsSize: fc.boolean(),
    shuffled: fc.boolean(),
  })
  // A registry that always gives the same part, whatever is asked for, and says of no more, does not page.
  .filter(({ tags, most, link, last, heedsSize, overlap, shuffled }) => {
    const isSame = !heedsSize || most === 1;
    const isStuck = last === "place" ? overlap >= (shuffled ? 1 : most) : isSame;
    return tags.length <= most || link !== "none" || !isStuck;
  });

const every = { numRuns: 4000 };

describe("over every way of paging", () => {
  test("the answer is the whole list or a refusal", async () => {
    await fc.assert(
      fc.asyncProperty(anyPaging, async (one) => {
        const result = await paging(one).list();
        if (result.ok) expect(result.value.toSorted()).toEqual(one.tags.toSorted());
        else expect(namesOf(result)).toEqual(["registry-trouble"]);
      }),
      every,
    );
  });

  test("it is the whole list, if each page follows its `last`, or a Link leads to each page", async () => {
    const fair = anyPaging.filter(({ overlap, most, last, link, shuffled }) => {
      const isFollowed = last === "place" && !shuffled;
      return overlap < most && (isFollowed || link !== "none");
    });
    await fc.assert(
      fc.asyncProperty(fair, async (one) => {
        // A page that repeats all of a short list looks like one that ignores `last`.
        fc.pre(one.overlap === 0 || one.tags.length > one.overlap);
        const { list } = paging(one);
        expect(unwrap(await list()).toSorted()).toEqual(one.tags.toSorted());
      }),
      every,
    );
  });
});

const many = Array.from({ length: 1101 }, (_, index) => `0.0.${index}`);
const spec = { most: 1000, overlap: 0, heedsSize: true, shuffled: false } as const;

tried(
  "a registry that gives 1,102 tags in pages of 1,000 without a Link header",
  "all of them are read, 9.9.9 on the second page among them",
  async () => {
    const { list, asked } = paging({
      ...spec,
      tags: [...many, "9.9.9"],
      link: "none",
      last: "place",
    });
    const tags = unwrap(await list());
    expect(tags).toHaveLength(1102);
    expect(tags).toContain("9.9.9");
    expect(asked).toEqual([
      `${api}?n=1000`,
      `${api}?n=1000&last=0.0.999`,
      `${api}?n=1000&last=9.9.9`,
    ]);
  },
);

test("a registry that heeds no `last`, and does not say when there is more, is trouble", async () => {
  const { list } = paging({ ...spec, tags: ["1.0", "2.0"], link: "none", last: "ignored" });
  const result = await list();
  expect(namesOf(result)).toEqual(["registry-trouble"]);
  expect(seenOf(result)).toMatch(/says neither what comes after them nor that it is all/);
});

test.each(["ignored", "refused"] as const)(
  "a registry that pages by its own Link, with `last` %s, is read by its Link",
  async (last) => {
    const one = { ...spec, most: 100, tags: many, link: "query", last } as const;
    expect(unwrap(await paging(one).list())).toHaveLength(1101);
    expect(unwrap(await paging({ ...one, tags: ["1.0", "2.0"] }).list())).toEqual(["1.0", "2.0"]);
  },
);

test("a tag that is pushed while a registry that does not page is read is one of the tags", async () => {
  const tags = ["1.0", "2.0"];
  const { network } = patientNetwork(async () => {
    const body = Readable.from([Buffer.from(JSON.stringify({ tags }))]);
    tags.unshift(`0.${tags.length}`);
    return { status: 200, headers: new Map(), body };
  });
  const list = await open("registry.example/owner/name", undefined, network).listTags();
  expect(unwrap(list).toSorted()).toEqual(["0.2", "0.3", "1.0", "2.0"]);
});

test("an image that is not known any more on its second page is trouble, not a whole list", async () => {
  await using registry = await faultyRegistry(
    (request) =>
      request.includes("last=")
        ? { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }
        : undefined,
    ["1.0"],
  );
  const { network } = patientNetwork();
  const result = await open(`${registry.host}/owner/name`, undefined, network).listTags();
  expect(namesOf(result)).toEqual(["registry-trouble"]);
});

describe("a list that does not end", () => {
  tried(
    "a registry whose pages never end",
    "reading stops after a thousand pages, and is trouble",
    async () => {
      let page = 0;
      const { network } = patientNetwork(async () => ({
        status: 200,
        headers: new Map(),
        body: Readable.from([Buffer.from(JSON.stringify({ tags: [`0.${page++}`] }))]),
      }));
      const result = await open("registry.example/owner/name", undefined, network).listTags();
      expect(namesOf(result)).toEqual(["registry-trouble"]);
      expect(seenOf(result)).toContain("listing the tags of registry.example/owner/name");
      expect(seenOf(result)).toContain("after 1000 pages");
      expect(page).toBe(1000);
    },
  );

  test("has two minutes for all of its pages together, and the message says so", async () => {
    let time = 0;
    let page = 0;
    const read = async () => {
      time += 30_000;
      return accept({ tags: [`0.${page++}`], next: undefined });
    };
    const result = await readTags(new URL(api), "listing", { read, now: () => time });
    expect(namesOf(result)).toEqual(["registry-trouble"]);
    expect(seenOf(result)).toBe("listing: the registry did not give all of them within 120 s");
    expect(page).toBe(4);
  });
});

describeWith("docker-registry", "with a real registry", () => {
  tried(
    "Debian's docker-registry with 1,102 tags, which gives all of them whatever is asked for",
    "all of them are read",
    async () => {
      await using registry = await startRegistry();
      await pushImage(registry, "owner/name", "one", "0.0.0");
      const manifest = await registry.ask("owner/name", "manifests/0.0.0", {
        headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
      });
      const body = await manifest.text();
      const headers = { "content-type": manifest.headers.get("content-type") ?? "" };
      const names = [...many.slice(1), "9.9.9"].values();
      const lanes = Array.from({ length: 8 }, async () => {
        for (const name of names) {
          await registry.ask("owner/name", `manifests/${name}`, { method: "PUT", headers, body });
        }
      });
      await Promise.all(lanes);
      const tags = unwrap(await open(`${registry.host}/owner/name`).listTags());
      expect(tags.toSorted()).toEqual([...many, "9.9.9"].toSorted());
    },
    60_000,
  );
});
