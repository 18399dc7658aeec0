import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { type EventName, runAction } from "@lablink-actions/testkit";
import { writeRelease } from "../../scripts/assemble-release.ts";
import type { Publication } from "../../scripts/publish-release.ts";
import { assemble, sourcesOf, stateOf, type World, world } from "./releases.ts";

describe("a release", () => {
  test("is a commit of the tree, with what was released before and its source as parents", async () => {
    await using it = await world();
    const first = it.commit("1.0.0");
    it.git(["tag", "--annotate", "--message=Mine", "mine"]);
    const said = await it.publish();
    const one = it.there(["rev-parse", "v1.0.0"]);
    expect(it.refs()).toEqual({
      "refs/heads/main": first,
      "refs/heads/releases/v1": one,
      "refs/tags/v1": one,
      "refs/tags/v1.0": one,
      "refs/tags/v1.0.0": one,
    });
    expect(it.there(["log", "--max-count=1", "--format=%P|%an|%cn|%at|%ct", one])).toBe(
      `${first}|Author|Committer|${it.there(["log", "-1", "--format=%ct|%ct", first])}`,
    );
    expect(it.there(["log", "--max-count=1", "--format=%B", one])).toBe(
      `lablink-actions 1.0.0\n\n### Added\n\n- Of 1.0.0, see [all](https://github.com/talmolab/lablink-actions/blob/${first}/docs/all.md).\n\nMade of commit ${first}.`,
    );
    expect(it.there(["ls-tree", "-r", "--format=%(objectmode) %(path)", one])).toBe(
      "100644 COMMIT\n100644 one/action.yml\n100644 one/dist/index.js",
    );
    expect(it.there(["cat-file", "blob", `${one}:one/action.yml`])).toBe("name: one");
    expect(it.there(["cat-file", "-s", `${one}:one/action.yml`])).toBe("11");
    expect(said).toContain(`refs/tags/v1.0.0  new → ${one}`);

    const second = it.commit("1.1.0");
    await it.publish();
    const two = it.there(["rev-parse", "v1.1.0"]);
    expect(it.there(["log", "--max-count=1", "--format=%P", two])).toBe(`${one} ${second}`);
    expect(it.refs()).toEqual({
      "refs/heads/main": second,
      "refs/heads/releases/v1": two,
      "refs/tags/v1": two,
      "refs/tags/v1.0": one,
      "refs/tags/v1.0.0": one,
      "refs/tags/v1.1": two,
      "refs/tags/v1.1.0": two,
    });
  });

  test("is made beside the checkout, and nothing changes in that", async () => {
    await using it = await world();
    await it.release("1.0.0");
    it.commit("1.1.0");
    const before = stateOf(it);
    await it.publish();
    expect(stateOf(it)).toEqual(before);
  });

  test("by --dry-run is shown, and is not published", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    it.commit("1.1.0");
    const [here, there] = [stateOf(it), it.refs()];
    const said = await it.publish({ dryRun: true });
    expect([stateOf(it), it.refs()]).toEqual([here, there]);
    const commit = /→ ([0-9a-f]{40})$/.exec(said[0] ?? "")?.[1];
    expect(said).toEqual([
      `refs/heads/releases/v1  ${one} → ${commit}`,
      `refs/tags/v1.1.0  new → ${commit}`,
      `refs/tags/v1.1  new → ${commit}`,
      `refs/tags/v1  ${one} → ${commit}`,
      "1.1.0 would be published like this; nothing was pushed",
    ]);
    await it.publish();
    expect(it.refs()["refs/tags/v1.1.0"]).toBe(commit);
  });

  test("of a version that is published is left alone", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    const before = it.refs();
    expect(await it.publish()).toEqual([`1.0.0 is already published, as ${one}`]);
    expect(it.refs()).toEqual(before);
  });

  test("of an older line moves only that line's tag", async () => {
    await using it = await world();
    await it.release("1.1.4");
    it.git(["branch", "line"]);
    const two = await it.release("1.2.0");
    it.git(["switch", "--quiet", "line"]);
    const source = it.commit("1.1.5");
    it.git(["switch", "--quiet", "main"]);
    it.git(["merge", "--quiet", "--strategy=ours", "--message=1.1.5 was of its own line", "line"]);
    it.git(["push", "--quiet", "origin", "main"]);
    it.git(["checkout", "--quiet", source]);
    expect(await it.publish()).toContain("refs/tags/v1 stays at 1.2.0, which is newer");
    const patch = it.there(["rev-parse", "v1.1.5"]);
    expect(it.refs()).toMatchObject({
      "refs/heads/releases/v1": patch,
      "refs/tags/v1": two,
      "refs/tags/v1.1": patch,
      "refs/tags/v1.2": two,
    });
    expect(it.there(["rev-parse", "v1.1.5^1", "v1.1.5^2"])).toBe(`${two}\n${source}`);
  });

  test("of another major version has its own branch, and leaves those of the first", async () => {
    await using it = await world();
    const one = await it.release("1.2.0");
    const two = await it.release("2.0.0");
    expect(it.refs()).toMatchObject({ "refs/tags/v1": one, "refs/tags/v2": two });
    const back = await it.release("1.3.0");
    expect(it.refs()).toMatchObject({
      "refs/heads/releases/v1": back,
      "refs/heads/releases/v2": two,
      "refs/tags/v1": back,
      "refs/tags/v1.3": back,
      "refs/tags/v2": two,
      "refs/tags/v2.0": two,
    });
  });

  test("that is a prerelease has only its own tag", async () => {
    await using it = await world();
    await it.release("1.0.0");
    const before = it.refs();
    const next = await it.release("1.1.0-rc.1");
    expect(it.refs()).toEqual({
      ...before,
      "refs/heads/main": it.git(["rev-parse", "main"]),
      "refs/heads/releases/v1": next,
      "refs/tags/v1.1.0-rc.1": next,
    });
  });
});

describe("a clone of the tag v1 and nothing else", () => {
  test("runs select-dockerfile on Node alone, and refuses as it should", async () => {
    await using it = await world();
    it.commit("1.0.0");
    await it.publish({ assemble: async (out, commit) => writeRelease(out, commit) });
    const root = join(it.checkout, "../clone");
    it.git(["clone", "--quiet", "--depth=1", "--branch=v1", pathToFileURL(it.remote).href, root]);
    const workspace = join(it.checkout, "../workspace");
    mkdirSync(workspace);
    writeFileSync(
      join(workspace, "Dockerfile"),
      'FROM python\nARG PACKAGE_VERSION\nRUN pip install "foo==${PACKAGE_VERSION}"\n',
    );
    writeFileSync(join(workspace, "Dockerfile.dev"), "");
    // Not the folder that Node is in: it may have other tools too.
    const bin = join(it.checkout, "../bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    const select = (event: EventName, version = "") =>
      runAction("select-dockerfile", {
        ...{ event, root, workspace },
        with: { dockerfile: "Dockerfile", version },
        env: { PATH: bin, HOME: workspace },
      });
    expect(await select("push-main")).toMatchObject({
      exitCode: 0,
      outputs: { channel: "development", dockerfile: "Dockerfile.dev" },
    });
    expect(await select("dispatch-prod", "1.2.3")).toMatchObject({
      exitCode: 0,
      outputs: { channel: "production", "build-args": "PACKAGE_VERSION=1.2.3" },
    });
    const refused = await select("dispatch-unknown");
    expect(refused).toMatchObject({ exitCode: 1, outputs: {} });
    expect(refused.annotations[0]?.title).toBe("LA105 environment-unknown");
  });
});

describe("refused, and nothing is moved:", () => {
  /** The message with which publishing refuses; the test fails if it publishes, or moves something. */
  async function refusal(it: World, changes?: Partial<Publication>): Promise<string> {
    const before = [stateOf(it), it.refs()];
    const error = await it.publish(changes).then(
      () => new Error("it was published"),
      (caught: Error) => caught,
    );
    expect([stateOf(it), it.refs()]).toEqual(before);
    return [error, error.cause]
      .map((one) => (one instanceof Error ? one.message : ""))
      .join("\n")
      .trim();
  }

  test("a commit with problems, which are reported together", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.write({
      "package.json": '{ "version": "1.1.0" }\n',
      ".github/workflows/images.yml":
        "- uses: talmolab/lablink-actions/one@v1.0.0\n- uses: talmolab/lablink-actions/.github/workflows/gone.yml@v1.1.0\n",
      "README.md": "uses: TalmoLab/LabLink-actions/one@v2\n",
    });
    it.git(["commit", "--quiet", "--all", "--message", "Not merged"]);
    it.write({ "new.txt": "" });
    expect(await refusal(it)).toBe(
      [
        "Not released:",
        "CHANGELOG.md has no section [1.1.0]; it needs one",
        ".github/workflows/images.yml:1 names one@v1.0.0: it must be @v1",
        ".github/workflows/images.yml:2 names .github/workflows/gone.yml@v1.1.0: it must be @v1",
        ".github/workflows/images.yml:2 names .github/workflows/gone.yml, and there is no .github/workflows/gone.yml",
        "README.md:1 names one@v2: it must be @v1",
        "a release is made from a commit; not committed are:\n?? new.txt",
        `${it.git(["rev-parse", "HEAD"])} is not in the remote's main: merge it first`,
      ].join("\n- "),
    );
  });

  const section = "## [1.0.0] - 2026-01-31\n\n### Fixed\n\n- A thing.\n";
  test.each([
    ["empty", "## [Unreleased]\n\n## [1.0.0] - 2026-01-31\n\n### Fixed\n", "says nothing under"],
    ["without a date", "## [Unreleased]\n\n## [1.0.0]\n\n- A thing.\n", "does not date [1.0.0]"],
    ["there twice", `## [Unreleased]\n\n${section}\n${section}`, "has 2 sections [1.0.0]"],
    ["without an Unreleased", section, "needs one section [Unreleased]"],
  ])("a changelog whose section is %s", async (_, changelog, message) => {
    await using it = await world();
    it.write({ "CHANGELOG.md": changelog });
    const files = sourcesOf("1.0.0");
    it.write({ ...files, "CHANGELOG.md": changelog });
    it.git(["add", "--all"]);
    it.git(["commit", "--quiet", "--message", "Version"]);
    it.git(["push", "--quiet", "origin", "main"]);
    expect(await refusal(it)).toContain(message);
  });

  test.each(["v1.0.0", "1.0", "1.0.0+build", "", "01.0.0"])("the version %j", async (version) => {
    await using it = await world();
    it.commit(version);
    expect(await refusal(it)).toContain(`package.json's version is "${version}"`);
  });

  test("a published version with another content", async () => {
    await using it = await world();
    const one = await it.release("1.0.0");
    it.git(["commit", "--quiet", "--allow-empty", "--message", "Later"]);
    it.git(["push", "--quiet", "origin", "main"]);
    expect(await refusal(it)).toContain(`v1.0.0 is published, with another content (${one})`);
  });

  test("a tree of another commit", async () => {
    await using it = await world();
    it.commit("1.0.0");
    const other = (out: string) => assemble(out, "0".repeat(40));
    expect(await refusal(it, { assemble: other })).toContain("The release tree comes from 0000");
  });

  test("a clone without history", async () => {
    await using it = await world();
    it.commit("1.0.0");
    it.commit("1.0.1");
    const folder = join(dirname(it.checkout), "shallow");
    it.git(["clone", "--quiet", "--depth=1", pathToFileURL(it.remote).href, folder]);
    expect(await refusal(it, { repository: folder })).toContain("git fetch --unshallow");
  });

  test("a remote that does not answer", async () => {
    await using it = await world();
    it.commit("1.0.0");
    expect(await refusal(it, { remote: "nowhere" })).toContain("git remote failed");
    it.git(["remote", "set-url", "origin", "nowhere"]);
    expect(await refusal(it)).toContain("git ls-remote failed");
  });

  test("a release branch that was set to something else", async () => {
    await using it = await world();
    await it.release("1.0.0");
    const strange = it.there(["commit-tree", it.there(["mktree"]), "-m", "Mine"]);
    it.there(["update-ref", "refs/heads/releases/v1", strange]);
    expect(await refusal(it)).toContain("somebody moved one of them");
  });
});
