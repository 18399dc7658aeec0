import { describe, expect, test } from "@jest/globals";
import { faultyIndex, type IndexAnswer } from "@lablink-actions/testkit";
import { type Http, http } from "../src/http.ts";
import {
  htmlAnswer,
  htmlPage,
  jsonAnswer,
  jsonPage,
  project,
  sdist,
  site,
  wheel,
} from "./index-pages.ts";
import { namesOf, openIndexAt, patientNetwork, seenOf, unwrap, version } from "./support.ts";

const good = jsonPage([wheel("0.0.7")]);
const meta = { "api-version": "1.0" };
const redirect = (location: string): IndexAnswer => ({ status: 307, headers: { location } });
const busy = (after: string): IndexAnswer => ({ status: 429, headers: { "retry-after": after } });

async function faulty(answer: Parameters<typeof faultyIndex>[0], ask: Http = http) {
  const server = await faultyIndex(answer);
  const { network, slept } = patientNetwork(ask);
  const index = await openIndexAt(server.url, network);
  return { server, index, slept, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

describe("a fault that goes away is waited out", () => {
  test.each<[string, IndexAnswer, number]>([
    ["429 with Retry-After", busy("7"), 7000],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "2" } }, 2000],
    ["500", { status: 500 }, 1000],
    ["502", { status: 502 }, 1000],
    ["504", { status: 504 }, 1000],
    ["a connection cut", "cut", 1000],
  ])("%s", async (_name, fault, wait) => {
    await using one = await faulty((_request, before) => (before === 0 ? fault : good));
    expect(await one.index.state(project, version("0.0.7"))).toMatchObject({
      value: { name: "installable" },
    });
    expect(one.slept).toEqual([wait]);
    expect(one.server.requests).toHaveLength(2);
  });
});

describe("a fault that stays is reported as what it is, and never as absent", () => {
  test.each<[string, IndexAnswer, string, number]>([
    ["401", { status: 401 }, "index-denied", 1],
    ["403", { status: 403 }, "index-denied", 1],
    ["400", { status: 400 }, "index-trouble", 1],
    ["410", { status: 410 }, "index-trouble", 1],
    ["204", { status: 204 }, "index-trouble", 1],
    ["304", { status: 304 }, "index-trouble", 1],
    ["429 for ever", busy("1"), "index-trouble", 5],
    ["429 for longer than the wait may be", busy("3600"), "index-trouble", 1],
    ["500", { status: 500 }, "index-trouble", 5],
    ["502", { status: 502 }, "index-trouble", 5],
    ["a connection cut", "cut", "index-trouble", 5],
    ["redirects in circles", redirect("?again"), "index-trouble", 5],
    ["a redirect to plain HTTP", redirect("http://index.example/"), "index-trouble", 1],
    ["a redirect to nowhere", redirect("http://["), "index-trouble", 1],
    ["no type", { body: "{}" }, "index-trouble", 1],
    ["another type", { headers: { "content-type": "text/plain" } }, "index-trouble", 1],
    ["an empty answer in HTML", htmlAnswer(""), "index-trouble", 1],
    ["an empty answer in JSON", jsonAnswer(""), "index-trouble", 1],
    ["HTML that claims to be JSON", jsonAnswer("<html></html>"), "index-trouble", 1],
    ["JSON that claims to be HTML", htmlAnswer('{"files":[]}'), "index-trouble", 1],
    ["JSON that is cut", jsonAnswer('{"meta":{"api-version":"1.0"},"na'), "index-trouble", 1],
    ["JSON without a name", jsonAnswer({ meta, files: [] }), "index-trouble", 1],
    ["JSON without files", jsonAnswer({ meta, name: project }), "index-trouble", 1],
    ["JSON with half a file", jsonAnswer({ meta, name: project, files: [{}] }), "index-trouble", 1],
    [
      "JSON with a file without an address",
      jsonAnswer({ meta, name: project, files: [{ filename: "a", url: "http://[" }] }),
      "index-trouble",
      1,
    ],
    [
      "JSON of a future version",
      jsonAnswer({ meta: { "api-version": "2.0" }, name: project, files: [] }),
      "index-trouble",
      1,
    ],
    [
      "HTML of a future version",
      htmlPage([wheel("0.0.7")], '<meta content="2.0" name="pypi:repository-version">'),
      "index-trouble",
      1,
    ],
    ["another project in JSON", jsonPage([wheel("0.0.7")], "lablink"), "index-trouble", 1],
    [
      "another project in HTML",
      htmlPage([{ filename: "lablink-0.0.7.tar.gz" }]),
      "index-trouble",
      1,
    ],
    [
      "a page of a login or a proxy",
      htmlAnswer('<html><title>Log in</title><a href="/help">Help</a></html>'),
      "index-trouble",
      1,
    ],
    ["a page with nothing on it", htmlAnswer("<html><body></body></html>"), "index-trouble", 1],
    [
      "a page that does not end",
      htmlAnswer(`<html><body><a href="${sdist("0.0.6").filename}">`),
      "index-trouble",
      1,
    ],
    ["more than 8 MiB", htmlAnswer(" ".repeat(8 * 1024 * 1024 + 1)), "index-trouble", 1],
  ])("%s", async (_name, fault, refusal, requests) => {
    await using one = await faulty(site({ page: fault }));
    expect(namesOf(await one.index.state(project, version("0.0.7")))).toEqual([refusal]);
    expect(one.server.requests).toHaveLength(requests);
    expect(namesOf(await one.index.files(project))).toEqual([refusal]);
    expect(namesOf(await one.index.installableVersions(project))).toEqual([refusal]);
  });

  test("an index that never answers", async () => {
    const impatient: Http = (request) => {
      expect(request.signal).toBeInstanceOf(AbortSignal);
      return http({ ...request, signal: AbortSignal.timeout(400) });
    };
    await using one = await faulty(() => "silence", impatient);
    const state = await one.index.state(project, version("0.0.7"));
    expect(namesOf(state)).toEqual(["index-trouble"]);
    expect(one.server.requests).toHaveLength(5);
    expect(one.slept).toEqual([1000, 2000, 4000, 8000]);
  });

  test("an index that is not there", async () => {
    const { network } = patientNetwork();
    const index = await openIndexAt("http://127.0.0.1:9/simple", network);
    expect(seenOf(await index.files(project))).toMatch(/gave no answer \((ECONNREFUSED|bad port)/);
  });
});

test("a problem of a page in JSON is reported with its place", async () => {
  const files = [
    { filename: "a", url: "a" },
    { filename: "b", url: "b", yanked: 1 },
  ];
  await using one = await faulty(site({ page: jsonAnswer({ meta, name: project, files }) }));
  expect(seenOf(await one.index.files(project))).toMatch(
    /answered with something that is not a project's page in JSON \(PEP 691\): files\.1\.yanked must be true or false, text or empty, and is a whole number$/,
  );
});

test("null in a page in JSON counts as nothing", async () => {
  const [filename, nothing] = [wheel("0.0.7").filename, null];
  const file = { filename, url: "a", hashes: nothing, "requires-python": nothing, yanked: nothing };
  await using one = await faulty(
    site({ page: jsonAnswer({ meta, name: project, files: [file] }) }),
  );
  const [read] = unwrap(await one.index.files(project)) as readonly object[];
  expect(read).toMatchObject({ filename, yanked: undefined });
  expect(read).not.toHaveProperty("digest");
  expect(read).not.toHaveProperty("requiresPython");
});

test("a fault of the JSON API does not change what the Simple API lists", async () => {
  await using one = await faulty(site({ page: good, release: { status: 500 } }));
  const state = unwrap(await one.index.state(project, version("0.0.7")));
  expect(state.name).toBe("installable");
});

describe("credentials", () => {
  const account = "robot:not%3Aa-secret@";
  const header = `Basic ${Buffer.from("robot:not:a-secret").toString("base64")}`;
  const withAccount = (url: string) => url.replace("//", `//${account}`);

  test("go with every request, are hidden from the log and not in the index's address", async () => {
    await using server = await faultyIndex(site({}));
    const { network, masked } = patientNetwork();
    const index = await openIndexAt(withAccount(server.url), network);
    unwrap(await index.state(project, version("0.0.7")));
    expect(server.authorizations).toEqual([header, header, header]);
    expect(masked).toEqual(["not:a-secret", header.replace("Basic ", "")]);
    expect(index.url).toBe(server.url);
  });

  test("are a token if there is a user without a password", async () => {
    await using server = await faultyIndex(site({ page: good }));
    const { network, masked } = patientNetwork();
    const index = await openIndexAt(server.url.replace("//", "//token@"), network);
    unwrap(await index.files(project));
    expect(masked[0]).toBe("token");
    expect(server.authorizations).toEqual([`Basic ${Buffer.from("token:").toString("base64")}`]);
  });

  test("do not follow a redirect to another host, and are in no refusal", async () => {
    await using other = await faultyIndex(() => ({ status: 401 }));
    await using server = await faultyIndex(site({ page: redirect(`${other.url}/x/`) }));
    const said: string[] = [];
    const { network } = patientNetwork();
    const talkative = { ...network, say: (line: string) => said.push(line) };
    const index = await openIndexAt(withAccount(server.url), talkative);
    const state = await index.state(project, version("0.0.7"));
    expect(server.authorizations).toEqual([header]);
    expect(other.authorizations).toEqual([undefined]);
    expect(JSON.stringify([state, said])).not.toMatch(/a-secret|robot/);
  });
});
