import { describe, expect, test } from "@jest/globals";
import { newerOnSite, readSite, requireBranchName } from "../src/site.ts";
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
  ["it is not a site of mike's yet", { ...whole, [commit]: { output: "a" }, [list]: {} }],
])("nothing is published if %s", async (_, answers) => {
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
  ...(
    [
      ["", "the whole is not JSON"],
      ["{}", "the whole must be a list, and is keys with values"],
      ["[1]", "0 must be keys with values, and is a whole number"],
      ['[{"version":"main"}]', "0 lacks the key aliases"],
      ['[{"version":"main","aliases":[1]}]', "0.aliases.0 must be text, and is a whole number"],
      ["[null]", "0 is empty"],
    ] as const
  ).map(
    ([text, problem]) =>
      [
        `versions.json is ${text}`,
        siteOf(text),
        `versions.json on gh-pages is not as mike writes it: ${problem}`,
      ] as const,
  ),
])("is refused if %s", async (_, answers, seen) => {
  const site = await read(answers);
  expect(site).toMatchObject({ ok: false, refusals: [{ name: "docs-site-unreadable", seen }] });
});

describe("the site's branch", () => {
  const asked = "check-ref-format refs/heads/a..b";

  test("is accepted if git allows the name", async () => {
    const git = gitThatSays({ "check-ref-format refs/heads/gh-pages": {} });
    expect(await requireBranchName(git, "gh-pages")).toEqual({ ok: true, value: "gh-pages" });
  });

  test("is refused if git does not allow it", async () => {
    const answer = await requireBranchName(gitThatSays({ [asked]: { exitCode: 1 } }), "a..b");
    const seen = expect.stringContaining('site-branch is "a..b"');
    expect(answer).toMatchObject({ ok: false, refusals: [{ name: "input-invalid", seen }] });
  });

  test("is not judged if git fails", async () => {
    const answer = await requireBranchName(gitThatSays({ [asked]: trouble }), "a..b");
    expect(answer).toMatchObject({ ok: false, refusals: [{ name: "docs-site-unreadable" }] });
  });
});

describe("newerOnSite", () => {
  const main = { branch: "main", name: "main" };
  const published = "b".repeat(40);
  const site = [{ version: "main", aliases: [], properties: { commit: published } }];
  const head = "rev-parse HEAD";
  const onBranch = `merge-base --is-ancestor ${published} refs/remotes/origin/main`;
  const contained = `merge-base --is-ancestor HEAD ${published}`;
  const older = { [head]: { output: "a".repeat(40) }, [onBranch]: {}, [contained]: {} };

  test.each([
    ["an older commit", {}, published],
    ["the published one", { [head]: { output: published } }, undefined],
    ["a later one", { [contained]: { exitCode: 1 } }, undefined],
    ["one the branch was moved back to", { [onBranch]: { exitCode: 1 } }, undefined],
    ["one of a history that replaced the published one", { [onBranch]: trouble }, undefined],
  ])("%s", async (_, answers, value) => {
    const git = gitThatSays({ ...older, ...answers });
    expect(await newerOnSite(git, main, site)).toEqual({ ok: true, value });
  });

  test("the version may have another name than its branch", async () => {
    const renamed = [{ version: "prod", aliases: [], properties: { commit: published } }];
    const prod = { branch: "main", name: "prod" };
    expect(await newerOnSite(gitThatSays(older), prod, renamed)).toEqual({
      ok: true,
      value: published,
    });
  });

  test.each([
    ["HEAD", { [head]: trouble }],
    ["the history", { [contained]: trouble }],
  ])("is refused if git cannot read %s", async (_, answers) => {
    const answer = await newerOnSite(gitThatSays({ ...older, ...answers }), main, site);
    expect(answer).toMatchObject({ ok: false, refusals: [{ name: "docs-site-unreadable" }] });
  });

  test.each([
    ["the branch has no version yet", []],
    ["the version has no properties", [{ version: "main", aliases: [] }]],
    ...[null, "commit", [], {}, { commit: 1 }, { commit: "--all" }, { commit: "main" }].map(
      (properties) =>
        [
          `its properties are ${JSON.stringify(properties)}`,
          [{ version: "main", aliases: [], properties }],
        ] as const,
    ),
  ])("knows of none, and asks nothing, if %s", async (_, versions) => {
    const answer = await newerOnSite(gitThatSays({}), main, versions);
    expect(answer).toEqual({ ok: true, value: undefined });
  });
});
