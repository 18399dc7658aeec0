import { describe, expect, test } from "@jest/globals";
import { anyText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { refusalMessage } from "../src/refusal.ts";
import { parseTagTemplate, renderTagTemplate, tagSafe } from "../src/tag-template.ts";

const values = {
  version: "0.2.0",
  major: "0",
  minor: "2",
  platform: "linux-amd64",
  sha: "5e",
  "ref-name": "main",
};

function render(text: string): string | undefined {
  const template = parseTagTemplate(text);
  if (!template.ok) return template.refusals.map(refusalMessage).join("\n");
  return renderTagTemplate(template.value, values);
}

describe("tag templates", () => {
  test.each([
    ["latest", "latest"],
    ["{version}", "0.2.0"],
    ["{platform}-{version}", "linux-amd64-0.2.0"],
    ["{platform}-postgres-15", "linux-amd64-postgres-15"],
    ["{ref-name}.{sha}", "main.5e"],
    ["{major}.{minor}-slim", "0.2-slim"],
  ])("%s gives %s", (text, tag) => {
    expect(render(text)).toBe(tag);
  });

  test("a template gives no tag if one of its values is missing", () => {
    expect(render("pr-{pr}")).toBeUndefined();
  });

  test.each([
    ["{verison}", 'has "{verison}" (is {version} meant?)'],
    ["{toString}", 'has "{toString}"'],
    ["{}", 'has "{}"'],
    ["{version", "has a brace that is not closed or not opened"],
    ["{minor}", "has {minor} without {major}, which names no series"],
    ["version}", "has a brace that is not closed or not opened"],
    ["{{version}}", "has a brace that is not closed or not opened"],
  ])("%s is refused", (text, problem) => {
    expect(render(text)).toMatch(/^LA403 tag-template-invalid: /);
    expect(render(text)).toContain(problem);
  });

  test.each([
    ["{platform}-{version}", "version"],
    ["{version}-{sha}", "version"],
    ["{platform}-{sha}", "commit"],
    ["{short-sha}", "commit"],
    ["{platform}", "floating"],
    ["{pr}", "floating"],
    ["latest", "floating"],
  ])("%s is a %s tag", (text, kind) => {
    expect(parseTagTemplate(text)).toMatchObject({ value: { kind } });
  });

  test.each([
    ["{major}", 1],
    ["{platform}-{major}.{minor}", 2],
    ["{major}-{version}", 0],
    ["{major}-{sha}", 0],
    ["latest", 0],
  ])("%s names a series by %d numbers", (text, seriesLength) => {
    expect(parseTagTemplate(text)).toMatchObject({ value: { seriesLength } });
  });

  test("never throws; a text without braces renders as itself", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (/[{}]/.test(text)) parseTagTemplate(text);
        else expect(render(text)).toBe(text);
      }),
      cases,
    );
  });

  test.each([
    ["feature/gpu-check", "feature-gpu-check"],
    ["123/merge", "123-merge"],
    ["-x", "x"],
    ["..x", "x"],
    ["ä/ö", ""],
  ])("the ref name %s is %j in a tag", (name, safe) => {
    expect(tagSafe(name)).toBe(safe);
  });
});
