import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  describeWith,
  type GitRepository,
  recordedEvent,
  runAction,
  tried,
} from "@lablink-actions/testkit";
import { nothing, packages, repositoryWithSite, runOn } from "./repository.ts";
import { client } from "./support.ts";

describeWith("git", "in a repository with releases, other branches and a site", () => {
  let origin: GitRepository;
  let clone: GitRepository;

  beforeAll(async () => {
    ({ origin } = await repositoryWithSite());
    clone = await origin.clone();
  });
  afterAll(async () => {
    await Promise.all([origin.remove(), clone.remove()]);
  });

  tried(
    "a release whose tag is on no release branch",
    "its documentation is refused (LA213), as publishing is by the same function, so it never becomes latest",
    async () => {
      const ran = await runOn(client("0.2.1"), clone);
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations).toMatchObject([
        {
          title: expect.stringContaining("LA213"),
          message: expect.stringContaining("is not on main"),
        },
      ]);
      const allowed = await runOn(client("0.2.1"), clone, { branch: "" });
      expect(allowed.outputs).toMatchObject({ version: client("0.2.1"), alias: "latest" });
    },
  );

  tried(
    "a release whose tag has another version than pyproject.toml at its commit",
    "its documentation is refused (LA202)",
    async () => {
      const ran = await runOn(client("0.3.0"), clone);
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations).toMatchObject([{ title: expect.stringContaining("LA202") }]);
    },
  );

  test("a dynamic version is not compared, which is said", async () => {
    const ran = await runOn(client("0.4.0"), clone, { branch: "dynamic" });
    expect(ran.outputs).toMatchObject({ version: client("0.4.0"), alias: "latest" });
    expect(ran.annotations).toMatchObject([
      { level: "notice", message: expect.stringContaining("was not compared with the tag") },
    ]);
  });

  tried(
    "a tag that is nearly a version tag, lablink-client-service-0.2.0",
    "nothing is published, and a warning names the tag that was probably meant",
    async () => {
      const event = { ...recordedEvent("push-tag"), ref: "refs/tags/lablink-client-service-0.2.0" };
      const ran = await runAction("select-docs-version", {
        event,
        with: packages,
        workspace: clone.path,
      });
      expect(ran.exitCode).toBe(0);
      expect(Object.values(ran.outputs)).toEqual(nothing);
      expect(ran.annotations).toMatchObject([
        { level: "warning", message: expect.stringContaining(`Is ${client("0.2.0")} meant?`) },
      ]);
    },
  );

  describe("main is published as prod, and the root leads there", () => {
    const inputs = { "branch-versions": "main=prod", root: "prod" };

    async function runMain(given: Readonly<Record<string, string>>) {
      await clone.checkout("origin/main");
      return runAction("select-docs-version", {
        event: "push-main",
        with: { ...packages, ...given },
        workspace: clone.path,
      });
    }

    test("by branch-versions and root", async () => {
      const ran = await runMain(inputs);
      expect(ran.outputs).toEqual({
        version: "prod",
        title: "prod",
        alias: "",
        "default-version": "prod",
        "compared-with": "",
      });
      expect(ran.annotations).toEqual([]);
    });

    tried(
      "a root that leads to main, which is published as prod from now on",
      "a warning says that no run publishes it, and which line is missing",
      async () => {
        const ran = await runMain({ "branch-versions": "main=prod" });
        expect(ran.exitCode).toBe(0);
        expect(ran.annotations).toMatchObject([
          {
            level: "warning",
            message: expect.stringContaining(
              'the site\'s root leads to "main", which no run publishes',
            ),
          },
        ]);
        const asked = await runMain({ root: "prod" });
        expect(asked.annotations).toMatchObject([
          { level: "warning", message: expect.stringContaining("branch-versions: main=prod") },
        ]);
        expect(asked.outputs["default-version"]).toBe("");
      },
    );

    test("a branch that the repository does not have is pointed out", async () => {
      const ran = await runMain({ "branch-versions": "main=prod\nmian=dev", root: "prod" });
      expect(ran.annotations).toMatchObject([
        { level: "warning", message: expect.stringContaining('the branch "mian"') },
      ]);
    });

    test("what is wrong with the lines is refused at once", async () => {
      const ran = await runMain({ "branch-versions": `main=latest\ntest=${client("1.0")}` });
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ title }) => title)).toEqual([
        "LA651 docs-version-invalid",
        "LA653 docs-branch-like-release",
      ]);
    });
  });
});
