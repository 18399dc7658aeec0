/** What an index has of a file's provenance (PEP 740). */
import { expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  faultyIndex,
  type IndexAnswer,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { namesOf, openIndexAt, seenOf, unwrap } from "./support.ts";

const simpleJson = { "content-type": "application/vnd.pypi.simple.v1+json" };
const integrity = { "content-type": "application/vnd.pypi.integrity.v1+json" };
const filename = "a-1.0.tar.gz";

function page(file: object): IndexAnswer {
  const files = [{ filename, url: filename, hashes: { sha256: "0".repeat(64) }, ...file }];
  return {
    headers: simpleJson,
    body: JSON.stringify({ meta: { "api-version": "1.3" }, name: "a", files }),
  };
}

/** What is answered about a file that is listed so, and which addresses were asked. */
async function ask(file: object, answer: IndexAnswer = { status: 404 }, form?: IndexAnswer) {
  await using server = await faultyIndex((request) =>
    request === "GET /simple/a/" ? (form ?? page(file)) : answer,
  );
  const index = await openIndexAt(server.url);
  const files = unwrap(await index.files("A"));
  const [found] = files === "absent" ? [] : files;
  if (found === undefined) throw new Error("no file");
  return { provenance: await index.provenance("A", found), asked: server.requests.slice(1) };
}

const given = { headers: integrity, body: '{"version":1}' };

test("it is read from the address that the page gives, or from the one beside the index", async () => {
  for (const provenance of ["/integrity/here", undefined]) {
    const { provenance: found, asked } = await ask({ provenance }, given);
    expect(unwrap(found)).toEqual({ name: "given", text: '{"version":1}' });
    expect(asked).toEqual([`GET ${provenance ?? `/integrity/a/1.0/${filename}/provenance`}`]);
  }
});

test("a page in HTML gives the address as well", async () => {
  const body = `<!DOCTYPE html><html><body><a href="${filename}#sha256=${"0".repeat(64)}" data-provenance="/p">${filename}</a></body></html>`;
  const { asked } = await ask({}, given, { headers: { "content-type": "text/html" }, body });
  expect(asked).toEqual(["GET /p"]);
});

test("a page that says that there is none is believed, and nothing is asked", async () => {
  expect(await ask({ provenance: null })).toEqual({
    provenance: { ok: true, value: { name: "none" } },
    asked: [],
  });
});

test("another server is not asked, also if the index redirects to it", async () => {
  const listed = await ask({ provenance: "https://elsewhere.example/p" });
  expect(listed.asked).toEqual([]);
  expect(unwrap(listed.provenance)).toEqual({
    name: "elsewhere",
    origin: "https://elsewhere.example",
  });
  await using other = await faultyIndex(() => given);
  const redirect = { status: 302, headers: { location: `${other.url}/p` } };
  const { origin } = new URL(other.url);
  expect(unwrap((await ask({ provenance: "/p" }, redirect)).provenance)).toEqual({
    name: "elsewhere",
    origin,
  });
});

test.each([
  ["404", { status: 404 }, undefined],
  [
    "a page for people",
    { headers: { "content-type": "text/html" }, body: "<html></html>" },
    "not JSON",
  ],
  ["403", { status: 403 }, undefined],
] as const)(
  "%s means none beside an index, and trouble if the page has named the address",
  async (_, answer, words) => {
    expect(unwrap((await ask({}, answer)).provenance)).toEqual({ name: "none" });
    const named = await ask({ provenance: "/p" }, answer);
    expect(namesOf(named.provenance)).toHaveLength(1);
    if (words) expect(seenOf(named.provenance)).toContain(words);
  },
);

test.each([
  ["an index that fails", { status: 500 }],
  ["an index that is cut", "cut"],
] as const)("%s does not mean that there is none", async (_, answer) => {
  expect(namesOf((await ask({}, answer)).provenance)).toEqual(["index-trouble"]);
});

test("provenance of a file without its SHA-256 is trouble: there is nothing to compare it with", async () => {
  const { provenance } = await ask({ hashes: {}, provenance: "/p" }, given);
  expect(namesOf(provenance)).toEqual(["index-trouble"]);
});

describeWith(["pypi-server", "uv"], "an index that knows no provenance", () => {
  tried(
    "pypiserver, which knows nothing of PEP 740",
    "it has no provenance of its files, and that is no trouble",
    async () => {
      await using folder = await temporaryDirectory();
      await buildExamplePackage("client", folder.path, "1.0");
      await using server = await startPythonIndex({ directory: folder.path });
      const index = await openIndexAt(server.url);
      const files = unwrap(await index.files("lablink-client-service"));
      if (files === "absent") throw new Error("no files");
      for (const file of files) {
        const found = await index.provenance("lablink-client-service", file);
        expect(unwrap(found)).toEqual({ name: "none" });
      }
    },
    60_000,
  );
});
