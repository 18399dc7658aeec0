/** The one issue, on what stands in for GitHub's API. */
import { expect, test } from "@jest/globals";
import { http } from "@lablink-actions/registries";
import { describeUnless, tried } from "@lablink-actions/testkit";
import { issuesOf } from "../src/github-issues.ts";
import { keepIssue } from "../src/issue.ts";
import type { AuditReport } from "../src/report-shape.ts";
import { missingDescription, type StoredIssue, startGithub } from "./github-api.ts";
import { sample } from "./sample.ts";

const path = ".github/lablink-actions.yml";
const nothing: AuditReport = { ...sample, findings: [] };
const network = { http, sleep: async () => {}, mask: () => {}, say: () => {} };

async function start() {
  const github = await startGithub("a-token");
  const repository = { owner: "talmolab", name: "lablink" };
  const issues = (token = "a-token") =>
    issuesOf({ apiUrl: new URL(github.url), token, repository }, network);
  const keep = async (report: AuditReport, troubles: readonly string[] = [], config = path) => {
    github.requests.length = 0;
    const kept = await keepIssue(report, troubles, config, issues());
    return { said: kept.ok ? kept.value : kept.refusals, asked: [...github.requests] };
  };
  return { github, issues, keep, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}

const others = (count: number): StoredIssue[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ number: index + 1, state: "open", title: "Another", body: index % 2 ? null : "text" },
    ...{ user: { type: "User" }, author_association: "NONE" },
  }));

describeUnless(missingDescription(), "the issue", () => {
  tried(
    "what stands in for GitHub's API, by GitHub's own OpenAPI description, from the first finding to the last and back",
    "one issue is opened, left alone, changed, closed, and opened again; there is never a second one",
    async () => {
      await using world = await start();
      const { github, keep } = world;
      expect(await keep(nothing)).toEqual({ said: "none: nothing to say", asked: ["GET /issues"] });
      expect(await keep(sample)).toEqual({
        said: "#1, opened",
        asked: ["GET /issues", "GET /issues", "POST /issues"],
      });
      expect(github.issues[0]?.title).toBe("Release audit: 2 gaps");
      expect(await keep(sample)).toEqual({ said: "#1, as it was", asked: ["GET /issues"] });
      const fewer = { ...sample, findings: sample.findings.slice(0, 1) };
      expect(await keep(fewer)).toMatchObject({ said: "#1, changed" });
      expect(github.issues[0]?.title).toBe("Release audit: 1 gap");
      expect(await keep(nothing)).toMatchObject({ said: "#1, closed" });
      expect(github.issues[0]).toMatchObject({ state: "closed" });
      expect(await keep(nothing)).toMatchObject({ said: "none: nothing to say" });
      expect(await keep(sample)).toMatchObject({ said: "#1, opened again" });
      expect(github.issues).toHaveLength(1);
      expect(github.issues[0]).toMatchObject({ state: "open", title: "Release audit: 2 gaps" });
      expect(github.problems).toEqual([]);
    },
  );

  test("it says what makes the run red, with the commands, and nothing else", async () => {
    await using world = await start();
    await world.keep(sample);
    const body = world.github.issues[0]?.body ?? "";
    expect(body).toContain("```sh\ngh workflow run lablink-images.yml -f environment=prod");
    expect(body).toContain("### package-without-image");
    expect(body).not.toContain("development-tags-old");
  });

  test("it is found after hundreds of others, and each configuration has its own", async () => {
    await using world = await start();
    const { github, keep } = world;
    github.issues.push(...others(250));
    await keep(sample);
    expect(await keep(sample)).toMatchObject({ said: "#251, as it was" });
    expect(await keep(sample, [], "other.yml")).toMatchObject({ said: "#252, opened" });
    expect(github.problems).toEqual([]);
  });

  test("somebody else's issue with the same marker is not taken for it", async () => {
    await using world = await start();
    const { github, keep } = world;
    await keep(sample);
    const [own] = github.issues.splice(0);
    const body = own?.body ?? "";
    github.issues.push(...others(1).map((one) => ({ ...one, body })));
    expect(await keep(sample)).toMatchObject({ said: "#2, opened" });
    expect(github.issues[0]).toMatchObject({ title: "Another" });
  });

  test("what could not be read closes nothing, and opens nothing by itself", async () => {
    await using world = await start();
    const { github, keep } = world;
    expect(await keep(nothing, ["LA702"])).toMatchObject({
      said: expect.stringContaining("nothing was found"),
    });
    await keep(sample);
    expect(await keep(nothing, ["LA702 registry-trouble"])).toMatchObject({ said: "#1, changed" });
    expect(github.issues[0]).toMatchObject({
      state: "open",
      title: "Release audit: not everything could be read",
    });
  });

  test("text from outside cannot become markup, and a long list is cut with its number", async () => {
    await using world = await start();
    const { github, keep } = world;
    const [first] = sample.findings;
    const evil = { ...first, seen: "`@team` #1 ``` <b>\n# x" } as AuditReport["findings"][number];
    await keep({ ...sample, findings: Array.from({ length: 2000 }, () => evil) });
    const body = github.issues[0]?.body ?? "";
    expect(body).toContain("```` `@team` #1 ``` <b>\\u000a# x. ````");
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\d+ more are in the report of the run\.\n$/);
    expect(github.problems).toEqual([]);
  });

  test.each([
    [401, "give the job issues: write"],
    [403, "give the job issues: write"],
    [500, "run it again"],
    [422, "run it again"],
  ])("an answer %i is LA682 issue-not-written: %s", async (status, remedy) => {
    await using world = await start();
    world.github.answerWith(status);
    const { said } = await world.keep(sample);
    expect(said).toEqual([
      expect.objectContaining({
        name: "issue-not-written",
        seen: `looking for the issue of the audit among those that are open: GitHub's API answered ${status}, "broken"`,
        remedy: expect.stringMatching(new RegExp(remedy, "i")),
      }),
    ]);
    expect(world.github.issues).toEqual([]);
  });

  test("a wrong token is refused by name", async () => {
    await using world = await start();
    expect(await keepIssue(sample, [], path, world.issues("other"))).toMatchObject({
      refusals: [{ seen: expect.stringContaining('answered 401, "Bad credentials"') }],
    });
  });
});
