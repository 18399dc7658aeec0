/** Who answered, and what "absent" means. */
import { describe, expect, test } from "@jest/globals";
import { faultyIndex, type IndexAnswer, tried } from "@lablink-actions/testkit";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import {
  htmlAnswer,
  htmlPage,
  jsonAnswer,
  jsonList,
  jsonPage,
  notFound,
  project,
  releasePage,
  site,
  wheel,
} from "./index-pages.ts";
import { namesOf, openIndexAt, seenOf, unwrap, version } from "./support.ts";

const wanted = version("0.0.7");
const meta = { "api-version": "1.0" };
const redirect = (location: string): IndexAnswer => ({ status: 302, headers: { location } });
const naming = (...names: string[]) =>
  jsonAnswer({ meta, projects: names.map((name) => ({ name })) });

async function index(answers: Parameters<typeof site>[0]) {
  const server = await faultyIndex(site(answers));
  return { ...server, index: await openIndexAt(server.url) };
}

tried(
  "devpi-server 6.20 at /user/index/, where it answers 404 about foo-bar to any client but pip, and names foo-bar in the list there",
  "the list contradicts the 404, so nothing is known, and the message names /+simple/",
  async () => {
    await using server = await faultyIndex((request) => {
      if (request === "GET /lead/dev/") return naming("foo-bar");
      if (request === "GET /lead/dev/+simple/foo-bar/") {
        return jsonPage([{ filename: "foo_bar-1.2.3.tar.gz" }], "foo-bar");
      }
      return request === "GET /lead/dev/+simple/" ? naming("foo-bar") : notFound;
    });
    const root = server.url.replace(/simple$/, "lead/dev");
    const atRoot = await openIndexAt(`${root}/`);
    for (const state of [
      await atRoot.state("foo-bar", version("1.2.3")),
      await atRoot.ownState("foo-bar", version("1.2.3")),
      await atRoot.ownState("foo-bar", version("1.2.3"), true),
    ]) {
      expect(state).toMatchObject({
        refusals: [
          {
            name: "index-trouble",
            seen: `asking ${root} about foo-bar: the index answered 404, and its list ${root}/ names the project`,
            remedy: expect.stringContaining("/+simple/"),
          },
        ],
      });
    }
    expect(unwrap(await atRoot.state("foo-baz", version("1.2.3"))).name).toBe("absent");
    const simple = await openIndexAt(`${root}/+simple`);
    expect(unwrap(await simple.ownState("foo-bar", version("1.2.3"))).name).toBe("installable");
  },
);

describe("a list names a project in any spelling and anywhere", () => {
  const anchors = '<a href="abc/">abc</a>\n'.repeat(100_000);
  test.each<[string, IndexAnswer]>([
    ["JSON", naming("other", "LabLink_Client.Service")],
    [
      "an anchor's text",
      htmlAnswer(
        '<meta name="pypi:repository-version" content="1.0"><a href="x/">LabLink.client-Service</a>',
      ),
    ],
    [
      "an anchor's address",
      htmlAnswer(
        `<meta name="pypi:repository-version" content="1.0"><a href='/simple/${project}/'> x`,
      ),
    ],
    [
      "the end of a long list",
      htmlAnswer(`<html><body>${anchors}<a href="${project}/">${project}</a>`),
    ],
  ])("in %s", async (_name, list) => {
    await using one = await index({ list });
    expect(namesOf(await one.index.state(project, wanted))).toEqual(["index-trouble"]);
  });

  test("and a long list is one, whatever it is cut at", async () => {
    for (let pad = 0; pad < 23; pad++) {
      const list = htmlAnswer(`<html><body>${" ".repeat(pad)}${anchors}`);
      await using one = await index({ list });
      expect(unwrap(await one.index.state(project, wanted)).name).toBe("absent");
    }
  });

  test("but not a longer name, and not its own words", async () => {
    const names = ["lablink-client-service-2", "x-lablink-client-service", "lablink"];
    await using one = await index({ list: naming(...names) });
    for (const name of [project, "name", "projects", "meta", "simple"]) {
      expect(unwrap(await one.index.state(name, wanted)).name).toBe("absent");
    }
  });
});

describe("for publishing, another server's answer is not this index's", () => {
  const other = () => faultyIndex(site({ page: jsonPage([wheel("0.0.7")]) }));

  test("its page is what pip installs from, and it is named", async () => {
    await using fallback = await other();
    await using one = await index({ page: redirect(`${fallback.url}/${project}/`) });
    expect(await one.index.state(project, wanted)).toMatchObject({
      value: { name: "installable", elsewhere: new URL(fallback.url).origin },
    });
    const own = await one.index.ownState(project, wanted);
    expect(namesOf(own)).toEqual(["index-forwarded"]);
    expect(seenOf(own)).toContain(`redirected to ${new URL(fallback.url).origin}`);
  });

  test("a first release is not there yet if the caller says so, unless the list names it", async () => {
    await using fallback = await other();
    const page = redirect(`${fallback.url}/${project}/`);
    for (const list of [naming("other"), notFound]) {
      await using one = await index({ page, list });
      expect(await one.index.ownState(project, wanted, true)).toEqual({
        ok: true,
        value: { name: "absent", installable: [] },
      });
    }
    await using one = await index({ page, list: naming(project) });
    expect(namesOf(await one.index.ownState(project, wanted, true))).toEqual(["index-trouble"]);
  });

  test("it does not matter how that server answers", async () => {
    for (const status of [401, 403, 404, 500]) {
      await using fallback = await faultyIndex(() => ({ status }));
      await using one = await index({ page: redirect(`${fallback.url}/${project}/`) });
      expect(namesOf(await one.index.ownState(project, wanted))).toEqual(["index-forwarded"]);
      expect(unwrap(await one.index.ownState(project, wanted, true)).name).toBe("absent");
    }
  });

  test("what its JSON API knows is not published here", async () => {
    await using fallback = await faultyIndex(() => releasePage("0.0.7", [wheel("0.0.7").filename]));
    const release = redirect(`${fallback.url}/json`);
    await using one = await index({ page: jsonPage([wheel("0.0.6")]), release });
    expect(unwrap(await one.index.ownState(project, wanted)).name).toBe("absent");
    expect(unwrap(await one.index.state(project, wanted)).name).toBe("propagating");
  });

  test("an index without a list of projects, such as Gitea, needs the caller's word", async () => {
    await using one = await index({ list: notFound });
    expect(await one.index.ownState(project, wanted)).toMatchObject({
      refusals: [{ name: "index-invalid", remedy: expect.stringContaining("first-release: true") }],
    });
    expect(unwrap(await one.index.ownState(project, wanted, true)).name).toBe("absent");
  });

  test("the caller's word does not hide what the index has, nor that it fails", async () => {
    await using one = await index({ page: jsonPage([wheel("0.0.7")]) });
    expect(unwrap(await one.index.ownState(project, wanted, true)).name).toBe("installable");
    for (const [status, name] of [
      [500, "index-trouble"],
      [401, "index-denied"],
    ] as const) {
      await using failing = await index({ page: { status } });
      expect(namesOf(await failing.index.ownState(project, wanted, true))).toEqual([name]);
      await using unlisted = await index({ list: { status } });
      expect(namesOf(await unlisted.index.ownState(project, wanted, true))).toEqual([name]);
    }
  });
});

test("over every way to answer, absent is only said by the index itself with a list that does not name the project", async () => {
  const pages = ["404", "its page", "other's 404", "other's page", "other's list", "500"] as const;
  const lists = [
    "none",
    "empty",
    "of others",
    "naming it",
    "other's empty",
    "500",
    "a page",
  ] as const;
  await using other = await faultyIndex((request) => {
    if (request.endsWith("/list/")) return jsonList;
    return request.endsWith("/page/") ? jsonPage([wheel("0.0.7")]) : notFound;
  });
  const page = {
    "404": notFound,
    "its page": jsonPage([wheel("0.0.6")]),
    "other's 404": redirect(`${other.url}/none/`),
    "other's page": redirect(`${other.url}/page/`),
    "other's list": redirect(`${other.url}/list/`),
    "500": { status: 500 },
  };
  const list = {
    none: notFound,
    empty: jsonList,
    "of others": naming("a", `${project}-b`),
    "naming it": naming("a", project),
    "other's empty": redirect(`${other.url}/list/`),
    "500": { status: 500 },
    "a page": htmlAnswer("<html><title>Hello</title></html>"),
  };
  const asked = fc.record({
    page: fc.constantFrom(...pages),
    list: fc.constantFrom(...lists),
    first: fc.boolean(),
    hops: fc.nat(2),
  });
  await fc.assert(
    fc.asyncProperty(asked, async (one) => {
      await using server = await faultyIndex((request) => {
        const hop = Number(/\?(\d)$/.exec(request)?.[1] ?? one.hops);
        const path = request.replace(/\?\d$/, "");
        if (path === "GET /simple/") return list[one.list];
        if (path !== `GET /simple/${project}/`) return notFound;
        return hop > 0 ? redirect(`?${hop - 1}`) : page[one.page];
      });
      const index = await openIndexAt(server.url);
      const isListed = one.list === "empty" || one.list === "of others";
      const isProven = one.page === "its page" || (one.page === "404" && isListed);
      const state = await index.state(project, wanted);
      expect(state.ok && state.value.name === "absent").toBe(isProven);
      const own = await index.ownState(project, wanted, one.first);
      const isSaid =
        one.first &&
        !["its page", "500"].includes(one.page) &&
        !["naming it", "500"].includes(one.list);
      expect(own.ok).toBe(isProven || isSaid);
      if (own.ok) expect(own.value).toMatchObject({ name: "absent" });
    }),
    { ...cases, numRuns: 60 },
  );
}, 60_000);

describe("the status of a project (PEP 792)", () => {
  const inJson = (status: object, files: object[] = []) =>
    jsonAnswer({ meta: { "api-version": "1.4" }, name: project, "project-status": status, files });
  const inHtml = (status: string, reason: string, files: Parameters<typeof htmlPage>[0]) =>
    htmlPage(
      files,
      `<meta name="pypi:repository-version" content="1.4"><meta name="pypi:project-status" content="${status}"><meta name="pypi:project-status-reason" content="${reason}">`,
    );
  const file = { filename: wheel("0.0.7").filename, url: "a" };

  test.each<[string, IndexAnswer]>([
    ["JSON", inJson({ status: "quarantined", reason: "malware" })],
    ["HTML", inHtml("quarantined", "malware", [])],
  ])("quarantined in %s is a refusal that says so", async (_name, page) => {
    await using one = await index({ page });
    for (const state of [
      await one.index.state(project, wanted),
      await one.index.ownState(project, wanted, true),
    ]) {
      expect(namesOf(state)).toEqual(["project-quarantined"]);
      expect(seenOf(state)).toContain('into quarantine, because of "malware"');
    }
  });

  test.each<[string, IndexAnswer]>([
    ["JSON", inJson({ status: "archived", reason: "over" }, [file])],
    ["HTML", inHtml("archived", "over", [wheel("0.0.7")])],
  ])("archived in %s comes with the state", async (_name, page) => {
    await using one = await index({ page });
    const mark = { status: "archived", reason: "over" };
    expect(unwrap(await one.index.state(project, wanted))).toMatchObject({
      name: "installable",
      mark,
    });
    expect(unwrap(await one.index.ownState(project, wanted))).toMatchObject({ mark });
  });

  test("active is nothing to say, in JSON without a reason", async () => {
    for (const status of [{ status: "active" }, {}, { status: "active", reason: null }]) {
      await using one = await index({ page: inJson(status, [file]) });
      expect(unwrap(await one.index.state(project, wanted))).not.toHaveProperty("mark");
    }
  });
});
