import { describe, expect, test } from "@jest/globals";
import { chooseRoot, isPublishedByRuns, readBranches, readRoot } from "../src/root.ts";
import { allocator, declared, gitThatSays } from "./support.ts";

type Inputs = Parameters<typeof chooseRoot>[0];

const first: Inputs = {
  name: "prod",
  alias: "",
  site: [],
  given: undefined,
  current: undefined,
  ofDefaultBranch: "prod",
};
const released = [{ version: allocator("0.1.0"), aliases: ["latest"] }];
const prod = { version: "prod", aliases: [] };

test.each<[string, Partial<Inputs>, string]>([
  ["the default branch's version, when it is first published", {}, "prod"],
  ["not again, so that what was set by hand stays", { site: [prod], current: "dev" }, ""],
  ["latest, as soon as there is one", { name: allocator("1.0"), alias: "latest" }, "latest"],
  ["not again", { name: allocator("1.0"), alias: "latest", site: released }, ""],
  ["not to another branch", { name: "dev" }, ""],
])("if the workflow says nothing: %s", (_, inputs, root) => {
  expect(chooseRoot({ ...first, ...inputs })).toBe(root);
});

test.each<[string, Partial<Inputs>, string]>([
  ["this run publishes it", {}, "prod"],
  ["it leads there already", { current: "prod" }, ""],
  ["it led to latest, and the site has both", { site: [...released, prod], name: "dev" }, "prod"],
  ["a release becomes latest", { name: allocator("1.0"), alias: "latest", current: "latest" }, ""],
  ["it is not on the site, and the default branch is", { given: "latest" }, "prod"],
  ["it is not on the site, and the root leads elsewhere", { given: "gone", current: "prod" }, ""],
])("if the workflow says prod, and %s", (_, inputs, root) => {
  expect(chooseRoot({ ...first, given: "prod", current: undefined, ...inputs })).toBe(root);
});

test.each([
  ["latest", true],
  [allocator("1.0"), true],
  ["prod", true],
  ["dev", true],
  // Published as prod.
  ["main", false],
  ["1.0", false],
  // Its branch is gone.
  ["staging", false],
])("runs publish %s: %s", (version, answer) => {
  const versions = new Map([
    ["main", "prod"],
    ["stage", "staging"],
  ]);
  const branches = new Set(["main", "dev", "gh-pages"]);
  expect(isPublishedByRuns(version, declared, versions, branches)).toBe(answer);
});

describe("the root of the site", () => {
  const list = "ls-tree --name-only refs/remotes/origin/gh-pages index.html";
  const show = "show refs/remotes/origin/gh-pages:index.html";
  // As mike 2.2.0 writes it.
  const page = '<meta http-equiv="refresh" content="1; url=prod/" />';

  test.each([
    [
      "is where mike's page leads",
      { [list]: { output: "index.html" }, [show]: { output: page } },
      "prod",
    ],
    ["is not known if there is none", { [list]: {} }, undefined],
    [
      "is not known if it is another page",
      { [list]: { output: "index.html" }, [show]: { output: "<h1>Welcome</h1>" } },
      undefined,
    ],
  ])("%s", async (_, answers, value) => {
    expect(await readRoot(gitThatSays(answers), "gh-pages")).toEqual({ ok: true, value });
  });

  const failed = { exitCode: 128, trouble: "fatal: bad object" };
  test.each([
    ["its list", { [list]: failed }],
    ["its page", { [list]: { output: "index.html" }, [show]: failed }],
  ])("is refused if git cannot read %s", async (_, answers) => {
    expect(await readRoot(gitThatSays(answers), "gh-pages")).toMatchObject({
      refusals: [{ name: "docs-site-unreadable", seen: "git says: fatal: bad object" }],
    });
  });
});

test("the branches of origin, or a refusal if git fails", async () => {
  const asked = "for-each-ref --format=%(refname) refs/remotes/origin/";
  const output = "refs/remotes/origin/feature/gpu\nrefs/remotes/origin/main";
  expect(await readBranches(gitThatSays({ [asked]: { output } }))).toEqual({
    ok: true,
    value: new Set(["feature/gpu", "main"]),
  });
  const failed = { [asked]: { exitCode: 128, trouble: "fatal: bad object" } };
  expect(await readBranches(gitThatSays(failed))).toMatchObject({
    refusals: [{ name: "docs-site-unreadable" }],
  });
});
