import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  type GitRepository,
  recordedEvent,
  runAction,
  tried,
} from "@lablink-actions/testkit";
import { nothing, packages, repositoryWithSite, runHere, runOn } from "./repository.ts";
import { allocator, client } from "./support.ts";

describeWith("git", "in a repository with a site", () => {
  let origin: GitRepository;
  let clone: GitRepository;
  let last: string;

  beforeAll(async () => {
    ({ origin, last } = await repositoryWithSite());
    clone = await origin.clone();
  });
  afterAll(async () => {
    await Promise.all([origin.remove(), clone.remove()]);
  });

  test("a branch is published under its name", async () => {
    const ran = await runAction("select-docs-version", {
      event: "push-main",
      with: packages,
      workspace: clone.path,
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.outputs).toEqual({
      version: "main",
      title: "main",
      alias: "",
      "default-version": "",
      "compared-with": "main",
    });
  });

  test("a run of a commit that is older than the site's: green, nothing published, with a notice", async () => {
    await clone.checkout("origin/main^");
    const ran = await runAction("select-docs-version", {
      event: "push-main",
      with: packages,
      workspace: clone.path,
    });
    await clone.checkout("main");
    expect(ran.exitCode).toBe(0);
    expect(Object.values(ran.outputs)).toEqual(nothing);
    expect(ran.annotations).toMatchObject([
      { level: "notice", message: expect.stringContaining(`from ${last.slice(0, 7)}`) },
    ]);
  });

  test("latest moves to another package's release whose history has the current one", async () => {
    const ran = await runOn(client("0.2.0"), clone);
    expect(ran.outputs).toEqual({
      version: client("0.2.0"),
      title: "lablink-client-service 0.2.0",
      alias: "latest",
      "default-version": "",
      "compared-with": allocator("0.1.0"),
    });
  });

  test("and not back to an older one", async () => {
    const ran = await runOn(client("0.1.0"), clone);
    expect(ran.outputs).toMatchObject({ version: client("0.1.0"), alias: "" });
    expect(ran.log).toContain(`stays: ${allocator("0.1.0")} is not in this commit's history`);
  });

  test("nor if the tag of the current one is gone", async () => {
    await using bare = await origin.clone({ tags: false });
    await bare.git("fetch", "--quiet", "origin", `refs/tags/${client("0.2.0")}:refs/tags/new`);
    await bare.git("tag", client("0.2.0"), "new");
    const ran = await runOn(client("0.2.0"), bare);
    expect(ran.outputs["alias"]).toBe("");
    expect(ran.log).toContain(`stays: ${allocator("0.1.0")} cannot be found in this commit's`);
  });

  tried(
    "actions/checkout with ref: the run's commit, which checks out an old release's commit after its tag has moved",
    "nothing is published over the documentation of the tag, with a notice",
    async () => {
      await using moved = await origin.clone();
      await moved.git("tag", "--force", client("0.1.0"), last);
      await moved.checkout("origin/main~2");
      const ran = await runHere(client("0.1.0"), moved);
      expect(ran.exitCode).toBe(0);
      expect(Object.values(ran.outputs)).toEqual(nothing);
      expect(ran.annotations).toMatchObject([
        { level: "notice", message: expect.stringContaining(`is now at ${last.slice(0, 7)}`) },
      ]);
    },
  );

  test("the recorded pre-release stays a version of its own", async () => {
    await clone.checkout(allocator("0.0.2a0"));
    const ran = await runAction("select-docs-version", {
      event: "release",
      with: packages,
      workspace: clone.path,
    });
    expect(ran.outputs).toMatchObject({ version: allocator("0.0.2a0"), alias: "" });
  });

  test("a tag of no package: green, nothing published, with a notice", async () => {
    const event = { ...recordedEvent("push-tag"), ref: "refs/tags/infrastructure-2" };
    const ran = await runAction("select-docs-version", {
      event,
      with: packages,
      workspace: clone.path,
    });
    expect(ran.exitCode).toBe(0);
    expect(Object.values(ran.outputs)).toEqual(nothing);
    expect(ran.annotations).toMatchObject([{ level: "notice" }]);
  });

  test.each([
    ["a pull request", "pull-request", "LA650"],
    ["a branch called latest", "push-main", "LA651"],
  ] as const)("%s is refused, without outputs", async (_, event, code) => {
    const ref = event === "push-main" ? { ref: "refs/heads/latest" } : {};
    const ran = await runAction("select-docs-version", {
      event: { ...recordedEvent(event), ...ref },
      with: packages,
      workspace: clone.path,
    });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.title).toContain(code);
  });

  tried(
    "a push of a branch that is named as the version tag of a package",
    "it is refused (LA653): its documentation would be published over the release's",
    async () => {
      const ran = await runAction("select-docs-version", {
        event: { ...recordedEvent("push-main"), ref: `refs/heads/${allocator("1.0.0")}` },
        with: packages,
        workspace: clone.path,
      });
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations[0]?.title).toContain("LA653");
    },
  );

  tried(
    "a release whose tag has a local version, 1.0+local",
    "it is refused (LA201), as validate-version-tag does by the same function",
    async () => {
      const ran = await runAction("select-docs-version", {
        event: { ...recordedEvent("push-tag"), ref: `refs/tags/${allocator("1.0+local")}` },
        with: packages,
        workspace: clone.path,
      });
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations[0]?.title).toContain("LA201");
    },
  );

  test.each([
    ["a site-branch no branch can be called", { "site-branch": "gh..pages" }, "LA902"],
    ["a prefix of a package that is not given", { "tag-prefix": "other=v" }, "LA215"],
    ["a package given twice", { package: "a.b\nA-b" }, "LA215"],
    ["a directory too few", { directory: "." }, "LA215"],
    ["a root that is no folder", { root: "a/b" }, "LA651"],
    ["two branches on one version", { "branch-versions": "main=a\ntest=a" }, "LA654"],
  ])("%s is refused, without outputs", async (_, inputs, code) => {
    const ran = await runAction("select-docs-version", {
      event: "push-main",
      with: { ...packages, ...inputs },
      workspace: clone.path,
    });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.title).toContain(code);
  });

  test("a shallow clone is refused", async () => {
    await using shallow = await origin.clone({ depth: 1 });
    const ran = await runAction("select-docs-version", {
      event: "push-main",
      with: packages,
      workspace: shallow.path,
    });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.title).toContain("LA652");
  });
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("select-docs-version", {
    event: "push-main",
    with: {
      package: "a b",
      "tag-prefix": "{package}_v",
      "site-branch": "a..b",
      ref: "refs/pull/7/merge",
      prerelease: "yes",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA215 package-invalid",
    "LA902 input-invalid",
    "LA902 input-invalid",
  ]);
});
