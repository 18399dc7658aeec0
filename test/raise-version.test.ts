/** Raising the version of this repository, and its references to itself. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { gitRepository } from "@lablink-actions/testkit";
import fc from "fast-check";
import gt from "semver/functions/gt.js";
import { changelogSections } from "../scripts/changelog.ts";
import { gitIn, readSources, type Sources } from "../scripts/git.ts";
import { releaseProblems } from "../scripts/publish-release/problems.ts";
import { raisedFiles, raiseVersion } from "../scripts/raise-version.ts";
import { referencedFile, selfReferences } from "../scripts/self-references.ts";

const images = "talmolab/lablink-actions/.github/workflows/images.yml";
const one = "talmolab/lablink-actions/one";

const sources = {
  "package.json":
    '{\n  "name": "lablink-actions",\n  "version": "1.2.3",\n  "engines": { "version": "1.2.3" }\n}\n',
  "CHANGELOG.md": `# Changelog

## [Unreleased]

### Added

- The old ${one}@v1.2.3 is gone.

## [1.2.3] - 2026-01-31

- The first.
`,
  "README.md": `Use ${one}@v1.\n`,
  "actions/one/README.md": `- uses: ${one}@v1\n`,
  "actions/one/action.yml": "runs: { using: node24 }\n",
  "actions/two/action.yml": "steps:\n  - uses: $/one # why\n  - uses: actions/checkout@v1.2.3\n",
  ".github/workflows/images.yml": `# uses: ${images}@v1\n- uses: $/one\n`,
  "examples/lablink/.github/workflows/images.yml": `uses: ${images}@v1\n`,
  "packages/testkit/test/workflow.yml": `uses: ${one}@v1.2.3\n`,
};

const raise = (changes: Record<string, string>, version = "1.3.0") =>
  Object.fromEntries(
    raisedFiles(new Map(Object.entries({ ...sources, ...changes })), version, "2026-02-28"),
  );

describe("a raised version", () => {
  test("is in package.json and the changelog, and nowhere else", () => {
    expect(raise({})).toEqual({
      "package.json":
        '{\n  "name": "lablink-actions",\n  "version": "1.3.0",\n  "engines": { "version": "1.2.3" }\n}\n',
      "CHANGELOG.md": sources["CHANGELOG.md"].replace(
        "## [Unreleased]",
        "## [Unreleased]\n\n## [1.3.0] - 2026-02-28",
      ),
    });
  });

  test("of another major is the one in the pages and the example", () => {
    const raised = raise({}, "2.0.0");
    expect(raised).toMatchObject({
      "README.md": `Use ${one}@v2.\n`,
      "actions/one/README.md": `- uses: ${one}@v2\n`,
      ".github/workflows/images.yml": `# uses: ${images}@v2\n- uses: $/one\n`,
      "examples/lablink/.github/workflows/images.yml": `uses: ${images}@v2\n`,
    });
    expect(Object.keys(raised)).not.toContain("actions/two/action.yml");
  });

  test("replaces whatever a reference named", () => {
    const path = ".github/workflows/images.yml";
    for (const ref of ["main", "v2", "v1.2.3-rc.1", "0123456789abcdef0123456789abcdef01234567"])
      expect(raise({ [path]: `uses: ${one}@${ref}\n` })[path]).toBe(`uses: ${one}@v1\n`);
  });

  test("may be package.json's own if that was never released", () => {
    const changelog = "# Changelog\n\n## [Unreleased]\n\n- All of it.\n";
    expect(raise({ "CHANGELOG.md": changelog }, "1.2.3")).toEqual({
      "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-02-28\n\n- All of it.\n",
    });
  });

  test.each([
    ["1.2.3", {}, "1.2.3 is not higher than 1.2.3"],
    ["1.2.3-rc.1", {}, "1.2.3-rc.1 is not higher than 1.2.3"],
    ["1.1.9", {}, "1.1.9 is not higher than 1.2.3"],
    ["v1.3.0", {}, '"v1.3.0" is not a version such as 1.2.3'],
    ["1.3", {}, '"1.3" is not a version such as 1.2.3'],
    ["1.3.0", { "package.json": "{}" }, `package.json's version is ""`],
    [
      "1.3.0",
      { "CHANGELOG.md": "## [Unreleased]\n\n### Added\n\n## [1.2.3] - 2026-01-31\n\n- It.\n" },
      "CHANGELOG.md says nothing under [Unreleased]",
    ],
    ["1.3.0", { "CHANGELOG.md": "" }, "CHANGELOG.md has no section [Unreleased]"],
    ["1.3.0", { "README.md": `${one}s@v1` }, "there is no actions/ones/action.yml"],
  ])("%s is refused of %j", (version, changes, message) => {
    expect(() => raise(changes, version)).toThrow(message);
  });

  test("is refused with all problems together", () => {
    expect(() => raise({ "CHANGELOG.md": "" }, "1.0.0")).toThrow(
      "Not raised:\n- 1.0.0 is not higher than 1.2.3\n- CHANGELOG.md has no section [Unreleased]",
    );
  });
});

const number = fc.nat({ max: 30 });
const version = fc
  .tuple(number, number, number, fc.constantFrom("", "-rc.1", "-alpha"))
  .map(([major, minor, patch, suffix]) => `${major}.${minor}.${patch}${suffix}`);
const ref = fc.oneof(
  version.map((it) => `v${it}`),
  number.map((major) => `v${major}`),
  fc.constant("main"),
);
const path = fc.constantFrom(...Object.keys(sources).filter((it) => /\.(md|yml)$/.test(it)));
const line = fc.oneof(
  fc.tuple(fc.constantFrom(one, images), ref).map(([name, it]) => `- uses: ${name}@${it}`),
  fc.string().filter((text) => !/^\s*#|@/.test(text)),
);
const notes = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => `- It.\n${lines.join("\n")}`);

describe("publishing", () => {
  test("finds no problem in a raised version, and all of its notes", () => {
    fc.assert(
      fc.property(
        version,
        version,
        fc.dictionary(path, notes, { maxKeys: 4 }),
        notes,
        (current, next, changes, unreleased) => {
          fc.pre(gt(next, current));
          const before: Sources = new Map(
            Object.entries({
              ...sources,
              ...changes,
              "package.json": `{ \n"version": "${current}" }`,
              "CHANGELOG.md": `## [Unreleased]\n\n${unreleased}\n\n## [${current}] - 2026-01-31\n\n- It.\n`,
            }),
          );
          const after = new Map([...before, ...raisedFiles(before, next, "2026-02-28")]);
          expect(releaseProblems(after)).toEqual([]);
          expect(changelogSections(after.get("CHANGELOG.md") ?? "", next)).toEqual([
            { date: "2026-02-28", notes: unreleased.trim() },
          ]);
          expect(after.get("packages/testkit/test/workflow.yml")).toBe(
            before.get("packages/testkit/test/workflow.yml"),
          );
        },
      ),
    );
  });

  test("finds every reference that was not raised", () => {
    fc.assert(
      fc.property(ref, (it) => {
        fc.pre(it !== "v1");
        const path = ".github/workflows/images.yml";
        const stale = new Map(Object.entries({ ...sources, [path]: `a:\n  uses: ${one}@${it}\n` }));
        expect(releaseProblems(stale)).toEqual([`${path}:2 names one@${it}: it must be @v1`]);
      }),
    );
  });
});

describe("raising a checkout", () => {
  async function checkout() {
    const repository = await gitRepository();
    for (const [path, text] of Object.entries(sources)) await repository.write(path, text);
    await repository.commit("Sources");
    return repository;
  }

  test("writes what changes, and says so", async () => {
    await using repository = await checkout();
    const said: string[] = [];
    raiseVersion(repository.path, "1.3.0", "2026-02-28", (line) => said.push(line));
    expect(said.sort()).toEqual(Object.keys(raise({})).sort());
    expect((await repository.git("diff", "--name-only")).split("\n").sort()).toEqual(said);
    expect(readFileSync(join(repository.path, "package.json"), "utf8")).toContain('"1.3.0"');
  });

  test("is refused if something is not committed, and changes nothing", async () => {
    await using repository = await checkout();
    writeFileSync(join(repository.path, "mine.txt"), "");
    expect(() => raiseVersion(repository.path, "1.3.0", "2026-02-28", () => {})).toThrow(
      "not committed are:\n?? mine.txt",
    );
    expect(await repository.git("status", "--porcelain")).toBe("?? mine.txt");
  });
});

test("this repository's references to itself are at its version, and to actions and workflows that it has", () => {
  const own = readSources(gitIn(process.cwd()), process.cwd());
  const { version: current } = JSON.parse(own.get("package.json") ?? "");
  const references = selfReferences(own, current);
  expect(references.length).toBeGreaterThan(10);
  for (const it of references) {
    expect(it).toMatchObject({ ref: it.expected });
    expect([it.path, own.has(referencedFile(it.name))]).toEqual([it.path, true]);
  }
});
