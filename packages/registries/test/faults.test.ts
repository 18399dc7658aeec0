import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { type Fault, faultyRegistry, listen, tried } from "@lablink-actions/testkit";
import { digestOf, type Manifest } from "../src/index.ts";
import { namesOf, open, patientNetwork, seenOf, unwrap } from "./support.ts";

const busy = (after: string): Fault => ({ status: 429, headers: { "retry-after": after } });
const page: Fault = { status: 404, body: "<html>Not here</html>" };
const manifest: Manifest = {
  digest: digestOf(Buffer.from("{}")),
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  bytes: Buffer.from("{}"),
};

async function faulty(fault: Parameters<typeof faultyRegistry>[0], tags: string[] = []) {
  const registry = await faultyRegistry(fault, tags);
  const { network, slept } = patientNetwork();
  const repository = open(`${registry.host}/owner/name`, undefined, network);
  return { registry, repository, slept, [Symbol.asyncDispose]: registry[Symbol.asyncDispose] };
}

const first = (fault: Fault) => (_request: string, before: number) =>
  before === 0 ? fault : undefined;

describe("a fault that goes away is waited out", () => {
  test.each<[string, Fault, number]>([
    ["429 with Retry-After", busy("7"), 7000],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "2" } }, 2000],
    ["500", { status: 500 }, 1000],
    ["502", { status: 502 }, 1000],
    ["504", { status: 504 }, 1000],
    ["a connection cut", "cut", 1000],
  ])("%s", async (_name, fault, wait) => {
    await using one = await faulty(first(fault), ["1.0"]);
    expect(unwrap(await one.repository.readManifest("1.0"))).not.toBe("absent");
    expect(one.slept).toEqual([wait]);
    unwrap(await one.repository.putManifest("2.0", manifest));
    expect(unwrap(await one.repository.listTags())).toEqual(["1.0", "2.0"]);
  });

  test("a connection cut after the write: writing again is writing once", async () => {
    await using one = await faulty((request, before) =>
      request.startsWith("PUT") && before === 0 ? "cut-after" : undefined,
    );
    unwrap(await one.repository.putManifest("1.0", manifest));
    expect(one.registry.requests).toHaveLength(2);
  });

  test("a date in Retry-After counts from the answer's own date", async () => {
    const headers = {
      date: "Mon, 23 Nov 2026 02:00:00 GMT",
      "retry-after": "Mon, 23 Nov 2026 02:00:09 GMT",
    };
    await using one = await faulty(first({ status: 429, headers }), ["1.0"]);
    unwrap(await one.repository.readManifest("1.0"));
    expect(one.slept).toEqual([9000]);
  });
});

describe("a fault that stays is reported as what it is, and never as absent", () => {
  test.each<[string, Fault, string]>([
    ["401", { status: 401 }, "registry-denied"],
    ["403", { status: 403 }, "registry-denied"],
    ["429", busy("1"), "registry-trouble"],
    ["500", { status: 500 }, "registry-trouble"],
    ["a connection cut", "cut", "registry-trouble"],
    ["404 of something else", page, "registry-trouble"],
    ["200 with a page", { status: 200, body: "<html>" }, "registry-trouble"],
    [
      "a redirect to plain HTTP",
      { status: 307, headers: { location: "http://example.org/" } },
      "registry-trouble",
    ],
    ["redirects in circles", { status: 307, headers: { location: "?again" } }, "registry-trouble"],
  ])("%s", async (_name, fault, refusal) => {
    await using one = await faulty(() => fault, ["1.0"]);
    expect(namesOf(await one.repository.readManifest("1.0"))).toEqual([refusal]);
    expect(namesOf(await one.repository.listTags())).toEqual([refusal]);
    expect(namesOf(await one.repository.putManifest("1.0", manifest))).toEqual([refusal]);
    expect(namesOf(await one.repository.probeWriting())).toEqual([refusal]);
  });

  test.each<[string, string, string]>([
    ["a list", "[]", "it must be keys with values, and is a list"],
    ["a page", "<html>", "it is not JSON"],
    [
      "an index with half a manifest",
      `{"manifests":[{"digest":"sha256:${"0".repeat(64)}"},{}]}`,
      "manifests.1 lacks the key digest",
    ],
    ["a type that is not one", '{"mediaType":1}', "mediaType must be text, and is a whole number"],
  ])("200 with %s instead of a manifest", async (_name, body, problem) => {
    await using one = await faulty(() => ({ status: 200, body }));
    const read = await one.repository.readManifest("1.0");
    expect(namesOf(read)).toEqual(["registry-trouble"]);
    expect(seenOf(read)).toMatch(/: the registry answered with something that is not a manifest: /);
    expect(seenOf(read)).toContain(problem);
  });

  test.each<[string, string, string]>([
    ["another list", "[]", "it must be keys with values, and is a list"],
    ["an object without tags", "{}", "it lacks the key tags"],
    ["a tag that is a number", '{"tags":["a",1]}', "tags.1 must be text, and is a whole number"],
  ])("200 with %s instead of tags", async (_name, body, problem) => {
    await using one = await faulty(() => ({ status: 200, body }));
    const list = await one.repository.listTags();
    expect(namesOf(list)).toEqual(["registry-trouble"]);
    expect(seenOf(list)).toContain(
      `answered with something that is not a list of tags: ${problem}`,
    );
  });

  test("an image whose tags are all deleted has none", async () => {
    await using one = await faulty(() => ({ status: 200, body: '{"tags":null}' }));
    expect(unwrap(await one.repository.listTags())).toEqual([]);
  });

  test("a registry that asks for a wait of more than two minutes gets no wait", async () => {
    await using one = await faulty(() => busy("121"), ["1.0"]);
    expect(namesOf(await one.repository.readManifest("1.0"))).toEqual(["registry-trouble"]);
    expect(one.slept).toEqual([]);
    expect(one.registry.requests).toHaveLength(1);
  });

  test("an upload that fails is not begun twice", async () => {
    await using one = await faulty(() => ({ status: 500 }));
    expect(namesOf(await one.repository.probeWriting())).toEqual(["registry-trouble"]);
    expect(one.registry.requests).toHaveLength(1);
  });

  test("a first push answered 404 is trouble with the registry's words", async () => {
    const body = JSON.stringify({ errors: [{ code: "NAME_UNKNOWN", message: "no such name" }] });
    await using one = await faulty(() => ({ status: 404, body }));
    const put = await one.repository.putManifest("1.0", manifest);
    expect(namesOf(put)).toEqual(["registry-trouble"]);
    expect(seenOf(put)).toContain('answered 404, "NAME_UNKNOWN: no such name"');
  });

  test("a digest that does not fit the bytes is trouble", async () => {
    await using lying = await faulty(() => "lie", ["1.0"]);
    expect(seenOf(await lying.repository.readManifest("1.0"))).toMatch(
      /named the digest sha256.* gave bytes with the digest sha256/,
    );
    await using other = await faulty(() => "other");
    expect(seenOf(await other.repository.readManifest(other.registry.digest))).toMatch(
      /gave bytes with the digest/,
    );
  });
});

describe("what another host answers, to which the registry redirects", () => {
  const elsewhere = (there: Awaited<ReturnType<typeof faultyRegistry>>) =>
    faulty((request) => {
      const location = `http://${there.host}${request.split(" ")[1]}`;
      return request.startsWith("POST") ? undefined : { status: 307, headers: { location } };
    });

  test("never counts as absent", async () => {
    const body = '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}';
    await using there = await faultyRegistry(() => ({ status: 404, body }));
    await using one = await elsewhere(there);
    expect(namesOf(await one.repository.readManifest("1.0"))).toEqual(["registry-trouble"]);
    expect(namesOf(await one.repository.listTags())).toEqual(["registry-trouble"]);
    for (const kind of ["manifests", "blobs"] as const) {
      expect(namesOf(await one.repository.has(kind, manifest.digest))).toEqual([
        "registry-trouble",
      ]);
    }
  });

  test("counts if it has the bytes of the digest, as the storage of blobs does", async () => {
    await using there = await faultyRegistry(() => undefined, [], ["a blob"]);
    await using one = await elsewhere(there);
    const digest = digestOf(Buffer.from("a blob"));
    expect(Buffer.from(unwrap(await one.repository.readBlob(digest))).toString()).toBe("a blob");
    expect(unwrap(await one.repository.has("blobs", digest))).toBe(true);
  });
});

describe("a registry that allows 20 requests at once", () => {
  tried(
    "200 writes at once to a registry that allows 20, and answers 429 to any more",
    "all of them are written, a dozen at first, and less often if it refuses",
    async () => {
      let running = 0;
      let refused = 0;
      const atOnce: number[] = [];
      const server = await listen(async (_request, response) => {
        atOnce.push(++running);
        await setTimeout(10);
        const isTooMany = running > 20;
        running--;
        if (isTooMany) refused++;
        response.writeHead(isTooMany ? 429 : 201, isTooMany ? { "retry-after": "1" } : {}).end();
      });
      await using _ = server;
      const { network } = patientNetwork();
      const sleep = (milliseconds: number) => setTimeout(milliseconds / 20);
      const image = `${new URL(server.url).host}/owner/name`;
      const repository = open(image, undefined, { ...network, sleep });
      const tags = Array.from({ length: 200 }, (_, index) => `0.${index}`);
      const written = await Promise.all(tags.map((tag) => repository.putManifest(tag, manifest)));
      expect(written.filter(({ ok }) => !ok)).toEqual([]);
      expect(Math.max(...atOnce.slice(0, 6))).toBeLessThanOrEqual(6);
      expect(Math.max(...atOnce)).toBeLessThanOrEqual(32);
      expect(refused).toBeLessThan(60);
    },
  );
});

describe("the end of the upload that shows whether writing is allowed", () => {
  tried(
    "a registry that never answers the DELETE of an upload, asked by 40 images at once",
    "all of them are written, and no write waits for it",
    async () => {
      await using server = await listen(async ({ method }, response) => {
        if (method === "DELETE") return;
        const headers = method === "POST" ? { location: "/v2/upload" } : {};
        response.writeHead(method === "POST" ? 202 : 201, headers).end();
      });
      const { network } = patientNetwork();
      const host = new URL(server.url).host;
      const images = Array.from({ length: 40 }, (_, index) =>
        open(`${host}/owner/image-${index}`, undefined, network),
      );
      const probed = await Promise.all(images.map((image) => image.probeWriting()));
      const written = await Promise.all(images.map((image) => image.putManifest("1.0", manifest)));
      expect([...probed, ...written].filter(({ ok }) => !ok)).toEqual([]);
    },
    10_000,
  );
});

tried(
  "a registry behind a proxy that adds a charset to the type of a manifest",
  "the type is without it, because an engine does not know such a type in an index",
  async () => {
    const type = "application/vnd.oci.image.manifest.v1+json";
    const headers = { "content-type": `${type}; charset=utf-8` };
    await using one = await faulty(() => ({ status: 200, headers, body: "{}" }));
    expect(unwrap(await one.repository.readManifest("1.0"))).toMatchObject({ mediaType: type });
  },
);

describe("many tags", () => {
  test("10,000 of them on ten pages, one of them slow", async () => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `0.${index}`);
    await using one = await faulty(
      (request, before) =>
        request.includes("last=0.4999") && before === 0 ? busy("3") : undefined,
      tags,
    );
    expect(unwrap(await one.repository.listTags())).toEqual(tags);
    // The last page has a Link to none; one more request asks what comes after it.
    expect(one.registry.requests).toHaveLength(12);
  });

  test("if a page fails, there is no partial list", async () => {
    const tags = Array.from({ length: 3000 }, (_, index) => `0.${index}`);
    await using one = await faulty(
      (request) => (request.includes("last=0.1999") ? { status: 500 } : undefined),
      tags,
    );
    expect(namesOf(await one.repository.listTags())).toEqual(["registry-trouble"]);
  });

  test.each([
    ["in circles", "?n=1000", "circles"],
    ["on another host", "https://example.org/v2/", "example.org"],
  ])("pages %s", async (_name, target, said) => {
    const headers = { link: `<${target}>; rel="next"` };
    await using one = await faulty(() => ({ status: 200, headers, body: '{"tags":["a"]}' }));
    expect(seenOf(await one.repository.listTags())).toContain(said);
  });
});
