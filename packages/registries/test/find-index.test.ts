import { describe, expect, test } from "@jest/globals";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { findIndex } from "../src/index.ts";
import { namesOf, seenOf } from "./support.ts";

interface Given {
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** What pip prints, by its words. */
  readonly pip?: Readonly<Record<string, string>>;
}

function find({ input = "", variables = {}, pip = {} }: Given) {
  return findIndex({
    input,
    environmentVariable: (name) => variables[name],
    askPip: async (words) => pip[words.join(" ")],
  });
}

const help = (url: string) =>
  `Package Index Options:\n  -i, --index-url <url>       Base URL of the Python Package Index (default ${url}). This should point to a repository compliant with PEP 503.\n  --extra-index-url <url>     Extra URLs. Same rules as --index-url. (default none)\n`;
const everywhere = {
  input: "https://input.example/simple",
  variables: {
    UV_DEFAULT_INDEX: "https://uv-default.example/simple",
    UV_INDEX_URL: "https://uv.example/simple",
    PIP_INDEX_URL: "https://pip.example/simple",
  },
  pip: { "install --help": help("https://configured.example/simple") },
};

describe("an index is looked for in order", () => {
  const { input: _input, ...noInput } = everywhere;
  const { UV_DEFAULT_INDEX, ...noDefault } = everywhere.variables;
  const { UV_INDEX_URL, ...pipOnly } = noDefault;
  test.each<[string, string, Given]>([
    ["the input index-url", "https://input.example/simple/", everywhere],
    ["UV_DEFAULT_INDEX", "https://uv-default.example/simple/", noInput],
    ["UV_INDEX_URL", "https://uv.example/simple/", { ...noInput, variables: noDefault }],
    [
      "PIP_INDEX_URL",
      "https://pip.example/simple/",
      { ...noInput, variables: { ...pipOnly, UV_DEFAULT_INDEX: "", UV_INDEX_URL: " " } },
    ],
    ["the runner's pip", "https://configured.example/simple/", { pip: everywhere.pip }],
  ])("%s", async (foundIn, href, given) => {
    const found = await find(given);
    expect(found).toMatchObject({ value: { foundIn } });
    expect(found.ok && found.value.simple.href).toBe(href);
    expect([UV_DEFAULT_INDEX, UV_INDEX_URL]).not.toContain(undefined);
  });

  test("if none is named, and pip is missing or names none, that is refused", async () => {
    expect(namesOf(await find({}))).toEqual(["index-invalid"]);
    expect(namesOf(await find({ pip: { "install --help": "Usage: pip" } }))).toEqual([
      "index-invalid",
    ]);
  });
});

describe("what pip hides in its help, its configuration shows", () => {
  const hidden = help("https://robot:****@configured.example/simple");
  const value = "https://robot:p%40ss@configured.example/simple\n";
  test.each(["install.index-url", "global.index-url"])("%s", async (key) => {
    const found = await find({ pip: { "install --help": hidden, [`config get ${key}`]: value } });
    expect(found).toMatchObject({
      value: { credentials: { username: "robot", password: "p@ss" } },
    });
    expect(found.ok && found.value.simple.href).toBe("https://configured.example/simple/");
  });

  test("if not, no stars are sent as a password", async () => {
    expect(namesOf(await find({ pip: { "install --help": hidden } }))).toEqual(["index-invalid"]);
  });
});

test.each([
  ["https://index.example/simple/", "https://index.example/simple/"],
  ["https://index.example/simple//", "https://index.example/simple/"],
  ["https://index.example", "https://index.example/"],
  ["http://127.0.0.1:8080/simple", "http://127.0.0.1:8080/simple/"],
  ["http://localhost/simple", "http://localhost/simple/"],
  ["https://index.example//other.example/simple", "https://index.example//other.example/simple/"],
  ["company=https://index.example/simple", "https://index.example/simple/"],
])("%s is asked at %s", async (text, href) => {
  const found = await find({ variables: { UV_DEFAULT_INDEX: text } });
  expect(found.ok && found.value.simple.href).toBe(href);
});

test.each([
  ["nothing", "s3cret"],
  ["a path", "/srv/s3cret"],
  ["another protocol", "ftp://robot:s3cret@index.example/simple"],
  ["a file", "file:///s3cret"],
  ["plain HTTP", "http://robot:s3cret@index.example/simple"],
  ["a query", "https://index.example/simple?token=s3cret"],
  ["a fragment", "https://index.example/simple#s3cret"],
  ["broken escapes", "https://robot:s3cret%@index.example/simple"],
])("%s is refused, and not shown", async (_name, input) => {
  const found = await find({ input });
  expect(namesOf(found)).toEqual(["index-invalid"]);
  expect(seenOf(found)).toContain("the input index-url");
  expect(JSON.stringify(found)).not.toContain("s3cret");
});

test("an accepted address is always safe, and has no credentials in it", async () => {
  const text = fc.oneof(anyText, fc.webUrl({ withQueryParameters: true }), fc.webUrl());
  await fc.assert(
    fc.asyncProperty(text, async (input) => {
      const found = await find({ input });
      if (!found.ok) return;
      const { protocol, username, password, search, pathname } = found.value.simple;
      expect([protocol, username, password, search]).toEqual(["https:", "", "", ""]);
      expect(pathname.endsWith("/")).toBe(true);
    }),
    cases,
  );
});
