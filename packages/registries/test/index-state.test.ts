import { describe, expect, test } from "@jest/globals";
import { faultyIndex, type IndexAnswer } from "@lablink-actions/testkit";
import {
  digest,
  htmlAnswer,
  htmlPage,
  jsonAnswer,
  jsonList,
  jsonPage,
  notFound,
  type PageFile,
  project,
  releasePage,
  sdist,
  site,
  wheel,
} from "./index-pages.ts";
import { namesOf, openIndexAt, seenOf, unwrap, version } from "./support.ts";

/** What an index with these answers says of 0.0.7, and how often it was asked. */
async function ask(answers: Parameters<typeof site>[0], path = "") {
  await using server = await faultyIndex(site(answers));
  const index = await openIndexAt(server.url.replace(/\/simple$/, path || "/simple"));
  const state = await index.state("Lablink_client.service", version("0.0.7"));
  return { state, requests: [...server.requests] };
}

describe.each([
  ["JSON", jsonPage],
  ["HTML", (files: readonly PageFile[]) => htmlPage(files)],
])("by a page in %s", (_form, page) => {
  test("a version with files is installable, by one request under the normalised name", async () => {
    const { state, requests } = await ask({
      page: page([wheel("0.0.6"), wheel("0.0.7"), sdist("0.0.7"), wheel("0.0.7.post1")]),
      release: { status: 500 },
    });
    expect(requests).toEqual([`GET /simple/${project}/`]);
    expect(state).toMatchObject({
      value: {
        name: "installable",
        files: [wheel("0.0.7"), sdist("0.0.7")].map(({ filename }) => ({
          filename,
          digest,
          requiresPython: ">=3.9",
          yanked: undefined,
        })),
      },
    });
    const found = unwrap(state);
    const files = found.name === "installable" ? found.files : [];
    expect(files[0]?.url.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/packages\/[^#]*whl$/);
  });

  test("a version is yanked if all its files are, and has the reason", async () => {
    const { state } = await ask({
      page: page([wheel("0.0.7", true), sdist("0.0.7", 'breaks "prod" & all')]),
    });
    expect(state).toMatchObject({ value: { name: "yanked", reason: 'breaks "prod" & all' } });
    const bare = await ask({ page: page([wheel("0.0.7", true)]) });
    expect(bare.state).toMatchObject({ value: { name: "yanked", reason: "" } });
  });

  test("a version with one file that is not yanked is installable", async () => {
    const { state } = await ask({ page: page([wheel("0.0.7", "built badly"), sdist("0.0.7")]) });
    expect(state).toMatchObject({ value: { name: "installable", files: [{}, {}] } });
  });

  test("a version that is not on the page is absent; the versions on the page are named, oldest first", async () => {
    const files = [wheel("0.0.10"), sdist("0.0.9"), wheel("0.0.9"), wheel("0.0.8", true)];
    const { state, requests } = await ask({
      page: page([
        ...files,
        { filename: "lablink_client_service-0.0.5-py2.7.egg" },
        wheel("0.0.7rc1"),
      ]),
    });
    expect(state).toMatchObject({
      value: {
        name: "absent",
        installable: ["0.0.7rc1", "0.0.9", "0.0.10"].map((canonical) => ({ canonical })),
      },
    });
    expect(requests).toHaveLength(2);
  });

  test("files and installable versions are those of the page", async () => {
    await using server = await faultyIndex(
      site({ page: page([wheel("1.0"), sdist("1.0.0"), wheel("0.9", true)]) }),
    );
    const index = await openIndexAt(server.url);
    expect(unwrap(await index.files(project))).toHaveLength(3);
    expect(unwrap(await index.installableVersions(project))).toMatchObject([{ canonical: "1.0" }]);
  });
});

describe("a 404 means absent if an index says it", () => {
  test.each<[string, IndexAnswer]>([
    ["a list in JSON", jsonList],
    ["a list in HTML", htmlAnswer('<html><body><a href="/simple/a-b/">A.b</a><a href="c/">c</a>')],
    ["an empty list", htmlAnswer("<html><head><title>Simple Index</title></head></html>")],
    [
      "an empty list with its API version",
      htmlAnswer('<meta name="pypi:repository-version" content="1.0">'),
    ],
    [
      "the beginning of a long list",
      htmlAnswer(`<html><body>${'<a href="abc/">abc</a>'.repeat(1_000_000)}`),
    ],
  ])("%s", async (_name, list) => {
    const { state, requests } = await ask({ list });
    expect(state).toMatchObject({ value: { name: "absent", installable: [] } });
    expect(requests).toEqual([
      `GET /simple/${project}/`,
      "GET /simple/",
      `GET /pypi/${project}/0.0.7/json`,
    ]);
  });

  test("whether it is an index is asked once", async () => {
    await using server = await faultyIndex(site({}));
    const index = await openIndexAt(server.url);
    const all = await Promise.all(["a", "b", "c"].map((name) => index.files(name)));
    expect(all.map(unwrap)).toEqual(["absent", "absent", "absent"]);
    expect(unwrap(await index.installableVersions("d"))).toEqual([]);
    expect(server.requests.filter((request) => request === "GET /simple/")).toHaveLength(1);
  });

  test.each<[string, IndexAnswer, string]>([
    ["404 as well", notFound, "index-invalid"],
    [
      "a website's front page",
      htmlAnswer('<html><title>Simple software</title><a href="/help/">Help us</a>'),
      "index-invalid",
    ],
    ["an empty page", htmlAnswer(""), "index-invalid"],
    [
      "other JSON",
      { headers: { "content-type": "application/json" }, body: "{}" },
      "index-invalid",
    ],
    ["wants a login", { status: 401 }, "index-denied"],
    ["fails", { status: 500 }, "index-trouble"],
    ["is cut", "cut", "index-trouble"],
  ])("and not if the index itself answers: %s", async (_name, list, refusal) => {
    const { state } = await ask({ list });
    expect(namesOf(state)).toEqual([refusal]);
  });

  test("and not if another host says it", async () => {
    await using other = await faultyIndex(() => notFound);
    const page = { status: 302, headers: { location: `${other.url}/${project}/` } };
    const { state } = await ask({ page });
    expect(namesOf(state)).toEqual(["index-trouble"]);
    expect(seenOf(state)).toContain(new URL(other.url).origin);
  });
});

describe("the JSON API, if the Simple API does not list the version", () => {
  const page = jsonPage([wheel("0.0.6")]);

  test.each([
    ["that is new", notFound],
    ["of an older page", page],
  ])("a project %s: a version that it knows is propagating", async (_name, simple) => {
    const release = releasePage("0.0.7", [wheel("0.0.7").filename]);
    const { state } = await ask({ page: simple, release });
    expect(state).toMatchObject({
      value: { name: "propagating", files: [{ ...{ filename: wheel("0.0.7").filename, digest } }] },
    });
  });

  test.each<[string, IndexAnswer]>([
    ["is not there", notFound],
    ["is not for everybody", { status: 403 }],
    ["is another page", htmlAnswer("<html>")],
    ["knows the version without a file", releasePage("0.0.7", [])],
  ])("that %s leaves it absent", async (_name, release) => {
    const { state, requests } = await ask({ page, release });
    expect(state).toMatchObject({ value: { name: "absent" } });
    expect(requests).toHaveLength(2);
  });

  test.each<[string, IndexAnswer]>([
    ["fails", { status: 500 }],
    ["is busy", { status: 429, headers: { "retry-after": "500" } }],
    ["is cut", "cut"],
    ["is not JSON", { headers: { "content-type": "application/json" }, body: "{" }],
    ["is JSON of something else", { headers: { "content-type": "application/json" }, body: "[]" }],
    ["answers about another version", releasePage("0.0.8", ["x"])],
    ["answers about another project", releasePage("0.0.7", ["x"], "lablink-allocator-service")],
  ])("that %s is trouble, because it might know the version", async (_name, release) => {
    expect(namesOf((await ask({ page, release })).state)).toEqual(["index-trouble"]);
  });

  test("is not asked beside an address of another form", async () => {
    const { state, requests } = await ask({ release: page }, "/team/+index");
    expect(state).toMatchObject({ value: { name: "absent" } });
    expect(requests).toEqual([`GET /team/+index/${project}/`]);
  });
});

test("a version with an epoch or a local part is asked for by an address that holds it", async () => {
  await using server = await faultyIndex(
    site({ page: jsonAnswer({ meta: { "api-version": "1.0" }, name: project, files: [] }) }),
  );
  const index = await openIndexAt(server.url);
  expect(await index.state(project, version("1!2.0+a.b"))).toMatchObject({
    value: { name: "absent" },
  });
  expect(server.requests.at(-1)).toBe(`GET /pypi/${project}/1!2.0%2Ba.b/json`);
});

test("a file has the time of its upload if the index says it (PEP 700)", async () => {
  const timesAt = async (page: IndexAnswer) => {
    await using server = await faultyIndex(site({ page }));
    const files = unwrap(await (await openIndexAt(server.url)).files(project));
    return files === "absent" ? [] : files.map(({ uploaded }) => uploaded);
  };
  expect(await timesAt(jsonPage([wheel("0.0.7")]))).toEqual(["2025-04-24T07:26:19.686353Z"]);
  expect(await timesAt(htmlPage([wheel("0.0.7")]))).toEqual([undefined]);
});
