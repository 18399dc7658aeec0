/** The pages' HTML, compared with Python's own parser, which pip uses. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { describeWith } from "@lablink-actions/testkit";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { elementsOf } from "../src/python-index/html.ts";

function anchors(html: string) {
  return elementsOf(html)
    .filter(({ tag }) => tag === "a")
    .map(({ attributes }) => Object.fromEntries(attributes));
}

describe("elements", () => {
  test.each([
    ['<a href="x">', [{ href: "x" }]],
    ["<A HREF='x'\n data-Yanked>", [{ href: "x", "data-yanked": "" }]],
    ["<a href=x#sha256=ab>", [{ href: "x#sha256=ab" }]],
    ['<a title="a > b" href="x">', [{ title: "a > b", href: "x" }]],
    ['<a href="x" href="y">', [{ href: "x" }]],
    ['<a data-requires-python="&gt;=3.9,&#60;4&#x21;">', [{ "data-requires-python": ">=3.9,<4!" }]],
    ['<a href="x?a=1&amp;b=2&copy;&lt">', [{ href: "x?a=1&b=2&copy;&lt" }]],
    ['<!-- <a href="x"> --><a href="y">', [{ href: "y" }]],
    ['<!--><a href="y">', [{ href: "y" }]],
    ['<!DOCTYPE html><p>1 < 2 <a href="y">', [{ href: "y" }]],
    ['<a href="y"><abbr>a</abbr></a>', [{ href: "y" }]],
    ['<a href="y"><a href="x', [{ href: "y" }]],
    ['<!-- <a href="x">', []],
    ["", []],
  ])("of %j", (html, expected) => {
    expect(anchors(html)).toEqual(expected);
  });

  test("have the text that follows", () => {
    expect(
      elementsOf("<title> Simple\nindex </title><a>A&amp;b</a>").map(({ text }) => text),
    ).toEqual(["Simple\nindex", "A&b"]);
  });

  test("are read from any text, also from a long and broken one", () => {
    fc.assert(
      fc.property(anyText, (text) => void elementsOf(`<a ${text}`)),
      cases,
    );
    for (const part of ["<a ", "<!--", "<", '<a "', "<a b='", "<a b=", "</", "&", "<a\n\n\n\n"]) {
      expect(elementsOf(part.repeat(1_000_000))).toEqual([]);
    }
  });
});

describeWith("python3", "compared with Python's html.parser", () => {
  const script = `
import json, sys
from html.parser import HTMLParser
class Anchors(HTMLParser):
    def handle_starttag(self, tag, attributes):
        if tag == "a":
            # Of two of one name, a browser takes the first.
            self.found.append({name: value or "" for name, value in reversed(attributes)})
answers = []
for page in json.load(sys.stdin):
    parser = Anchors()
    parser.found = []
    parser.feed(page)
    answers.append(parser.found)
json.dump(answers, sys.stdout)
`;

  test("a page has the same anchors", () => {
    const value = fc
      .array(fc.constantFrom("a", "/", ".", "&amp;", "&#62;", "&gt;", "é", "#sha256=", "-", "%20"))
      .map((list) => list.join(""));
    const quoted = fc.oneof(
      value.map((text) => `="${text} > '"`),
      value.map((text) => ` = '${text}"'`),
      value.filter((text) => text !== "" && !text.startsWith("/")).map((text) => `=${text}x `),
      fc.constant(""),
    );
    const attribute = fc
      .tuple(fc.constantFrom("href", "HREF", "data-yanked", "title", "rel"), quoted)
      .map((two) => ` ${two.join("")}`);
    const tag = fc
      .tuple(fc.constantFrom("a", "A", "abbr", "br", "p"), fc.array(attribute, { maxLength: 4 }))
      .map(([name, attributes]) => `<${name}${attributes.join("")}>`);
    const other = fc.constantFrom(
      "</a>",
      " text ",
      "1 < 2",
      "<!-- <a href='no'> -->",
      "&lt;a&gt;",
      "\n",
    );
    const page = fc.array(fc.oneof(tag, other), { maxLength: 12 }).map((list) => list.join(""));
    const samples = fc.sample(page, { numRuns: 3000, seed: 1 });
    const options = {
      input: JSON.stringify(samples),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    } as const;
    const answers: unknown[] = JSON.parse(execFileSync("python3", ["-c", script], options));
    for (const [index, html] of samples.entries()) {
      expect([html, anchors(html)]).toEqual([html, answers[index]]);
    }
    expect(answers.flat().length).toBeGreaterThan(1000);
  });
});
