import { expect, test } from "@jest/globals";
import { readSite } from "../src/site.ts";
import { gitThatSays, siteOf, whole } from "./support.ts";

const tip = "refs/remotes/origin/gh-pages";
const commit = `rev-parse --verify --quiet ${tip}^{commit}`;
const list = `ls-tree --name-only ${tip} versions.json`;
const read = (answers: Parameters<typeof gitThatSays>[0]) =>
  readSite(gitThatSays(answers), "gh-pages");

test("gives the versions of the site with their aliases", async () => {
  const versions = [{ version: "main", title: "main", aliases: ["stable"] }];
  expect(await read(siteOf(versions))).toEqual({ ok: true, value: versions });
});

test.each([
  ["there is no such branch yet", { ...whole, [commit]: { exitCode: 1 } }],
  ["it is no site of mike's yet", { ...whole, [commit]: { output: "a" }, [list]: {} }],
])("nothing is published where %s", async (_, answers) => {
  expect(await read(answers)).toEqual({ ok: true, value: [] });
});

const trouble = { exitCode: 128, trouble: "fatal: not a git\nrepository" };

test.each([
  [
    "git fails",
    { "rev-parse --is-shallow-repository": trouble, [commit]: trouble },
    "git says: fatal: not a git repository",
  ],
  [
    "the clone is shallow",
    { "rev-parse --is-shallow-repository": { output: "true" }, [commit]: { exitCode: 1 } },
    "this clone is shallow, so what is on the site is not known",
  ],
  [
    "the branch cannot be read",
    { ...whole, [commit]: trouble },
    "git says: fatal: not a git repository",
  ],
  [
    "the file cannot be read",
    { ...siteOf([]), [`show ${tip}:versions.json`]: trouble },
    "git says: fatal: not a git repository",
  ],
  ...["", "{}", "[1]", '[{"version":"main"}]', '[{"version":"main","aliases":[1]}]', "[null]"].map(
    (text) =>
      [
        `versions.json is ${text}`,
        siteOf(text),
        `versions.json on gh-pages is not as mike writes it: ${JSON.stringify(text)}`,
      ] as const,
  ),
])("is refused where %s", async (_, answers, seen) => {
  const site = await read(answers);
  expect(site).toMatchObject({ ok: false, refusals: [{ name: "docs-site-unreadable", seen }] });
});
