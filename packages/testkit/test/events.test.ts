import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type EventName, evaluateTemplate, eventNames, recordedEvent } from "../src/index.ts";

const sha = /^[0-9a-f]{40}$/;
const number = /^\d+$/;
const login = /^[\w-]+$/;

const shapes = {
  event_name: /^[a-z_]+$/,
  ref: /^refs\/(heads|tags|pull)\/\S+$/,
  ref_name: /^\S+$/,
  ref_type: /^(branch|tag)$/,
  sha,
  repository: /^talmolab\/lablink$/,
  repository_owner: /^talmolab$/,
  repository_id: number,
  repository_owner_id: number,
  head_ref: /^\S*$/,
  base_ref: /^(|main)$/,
  actor: login,
  actor_id: number,
  triggering_actor: login,
  run_id: number,
  run_number: number,
  run_attempt: number,
  retention_days: number,
  workflow: /\S/,
  workflow_ref: /^talmolab\/lablink\/\.github\/workflows\/[\w-]+\.yml@refs\/\S+$/,
  workflow_sha: sha,
  server_url: /^https:\/\/github\.com$/,
  api_url: /^https:\/\/api\.github\.com$/,
  graphql_url: /^https:\/\/api\.github\.com\/graphql$/,
};

const value = (name: EventName, path: string): string =>
  evaluateTemplate(`\${{ github.${path} }}`, recordedEvent(name));

test("the list of events and the folder agree", () => {
  const files = readdirSync(new URL("../events", import.meta.url));
  expect(files.sort()).toEqual(eventNames.map((name) => `${name}.json`).sort());
});

test("every event has its own run", () => {
  const runs = new Set(eventNames.map((name) => recordedEvent(name).run_id));
  expect(runs.size).toBe(eventNames.length);
});

describe.each(eventNames)("%s", (name) => {
  const github = recordedEvent(name);
  const { event, ref_protected, ...texts } = github;

  test("has the fields of the github context, and no others", () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(shapes).sort());
    expect(texts).toEqual(
      Object.fromEntries(
        Object.entries(shapes).map(([key, it]) => [key, expect.stringMatching(it)]),
      ),
    );
    expect(typeof ref_protected).toBe("boolean");
  });

  test("names its ref consistently", () => {
    expect(github.ref.split("/").slice(2).join("/")).toBe(github.ref_name);
    expect(github.ref_type).toBe(github.ref.startsWith("refs/tags/") ? "tag" : "branch");
    expect(github.head_ref !== "").toBe(github.event_name.startsWith("pull_request"));
    expect(github.base_ref !== "").toBe(github.event_name.startsWith("pull_request"));
  });

  test("has a payload of the same repository", () => {
    expect(event).toMatchObject({
      organization: { login: github.repository_owner },
      repository: { full_name: github.repository, id: Number(github.repository_id) },
    });
    // Nobody sends a schedule.
    if (name !== "schedule") expect(event).toMatchObject({ sender: { login: github.actor } });
  });
});

const tag = "lablink-allocator-service_v0.0.2a0";
const feature = "refs/heads/feature/gpu-check";

test.each<[EventName, string, string]>([
  ["dispatch", "workflow_dispatch", "refs/heads/main"],
  ["dispatch-ci-test", "workflow_dispatch", feature],
  ["dispatch-prod", "workflow_dispatch", "refs/heads/main"],
  ["dispatch-prod-no-versions", "workflow_dispatch", "refs/heads/main"],
  ["dispatch-test", "workflow_dispatch", "refs/heads/main"],
  ["dispatch-unknown", "workflow_dispatch", "refs/heads/main"],
  ["merge-group", "merge_group", value("merge-group", "event.merge_group.head_ref")],
  ["pull-request", "pull_request", "refs/pull/123/merge"],
  ["pull-request-fork", "pull_request", "refs/pull/123/merge"],
  ["pull-request-target", "pull_request_target", "refs/heads/main"],
  ["push-feature", "push", feature],
  ["push-main", "push", "refs/heads/main"],
  ["push-tag", "push", `refs/tags/${tag}`],
  ["push-test", "push", "refs/heads/test"],
  ["release", "release", `refs/tags/${tag}`],
  ["repository-dispatch", "repository_dispatch", "refs/heads/main"],
  ["schedule", "schedule", "refs/heads/main"],
  ["workflow-run", "workflow_run", "refs/heads/main"],
])("%s is %s on %s", (name, eventName, ref) => {
  expect(recordedEvent(name)).toMatchObject({ event_name: eventName, ref });
});

test.each<[EventName, string, string, string]>([
  ["dispatch", "", "", ""],
  ["dispatch-test", "test", "", ""],
  ["dispatch-ci-test", "ci-test", "", ""],
  ["dispatch-prod", "prod", "0.0.2a0", "0.0.7a0"],
  ["dispatch-prod-no-versions", "prod", "", ""],
  ["dispatch-unknown", "staging", "", ""],
])("%s carries the inputs %p, %p, %p", (name, environment, allocator, client) => {
  expect(recordedEvent(name).event).toMatchObject({
    inputs: { environment, allocator_version: allocator, client_version: client },
    ref: recordedEvent(name).ref,
    workflow: ".github/workflows/lablink-images.yml",
  });
});

test.each<[EventName, string, boolean, boolean]>([
  ["pull-request", "talmolab/lablink", false, true],
  ["pull-request-fork", "contributor/lablink", true, true],
  ["pull-request-target", "contributor/lablink", true, false],
])("%s comes from %s", (name, repository, fork, merged) => {
  const { event, sha: commit } = recordedEvent(name);
  expect(event).toMatchObject({
    number: 123,
    pull_request: {
      head: {
        ref: recordedEvent(name).head_ref,
        sha: expect.stringMatching(sha),
        repo: { full_name: repository, fork },
      },
      base: { ref: "main", repo: { full_name: "talmolab/lablink", fork: false } },
    },
  });
  expect(value(name, "event.pull_request.head.sha")).not.toBe(commit);
  // A pull_request run is of the merge commit, a pull_request_target run of the base.
  expect(value(name, "event.pull_request.merge_commit_sha") === commit).toBe(merged);
  expect(value(name, "event.pull_request.base.sha") === commit).toBe(!merged);
});

test.each<EventName>(["push-main", "push-test", "push-feature", "push-tag"])(
  "%s pushes the commit it runs on",
  (name) => {
    const { event, sha: after, ref } = recordedEvent(name);
    expect(event).toMatchObject({ ref, after, head_commit: { id: after }, deleted: false });
  },
);

test("the release is of the tag it runs on", () => {
  expect(recordedEvent("release").event).toMatchObject({
    action: "published",
    release: { tag_name: tag, target_commitish: "main", draft: false, prerelease: true },
  });
});

test("the schedule names its line, the queue its pull request and base", () => {
  expect(recordedEvent("schedule").event).toMatchObject({ schedule: "0 2 * * *" });
  const { ref, sha: head, event } = recordedEvent("merge-group");
  const base = value("merge-group", "event.merge_group.base_sha");
  expect(ref).toBe(`refs/heads/gh-readonly-queue/main/pr-123-${base}`);
  expect(event).toMatchObject({ merge_group: { head_sha: head, base_ref: "refs/heads/main" } });
});

test("a recorded event is a fresh copy each time", () => {
  expect(recordedEvent("push-main")).toEqual(recordedEvent("push-main"));
  expect(recordedEvent("push-main").event).not.toBe(recordedEvent("push-main").event);
});
