import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readSubject } from "../src/subject.ts";
import { allocator, client, declared } from "./support.ts";

function nameOf(eventName: string, ref: string): string | undefined {
  const result = readSubject(eventName, ref, declared);
  return result.ok ? result.value?.name : result.refusals.map(({ name }) => name).join();
}

test.each([
  ["push", "refs/heads/main", "main"],
  ["workflow_dispatch", "refs/heads/dev", "dev"],
  ["release", `refs/tags/${allocator("0.0.2a0")}`, allocator("0.0.2a0")],
  ["push", `refs/tags/${client("0.0.7")}`, client("0.0.7")],
  ["workflow_dispatch", `refs/tags/${client("0.0.7")}`, client("0.0.7")],
  ["release", "refs/tags/infrastructure-2", undefined],
])("%s of %s is published as %s", (eventName, ref, name) => {
  expect(nameOf(eventName, ref)).toBe(name);
});

describe("refuses", () => {
  test.each([
    ["pull_request", "refs/pull/7/merge", "docs-event-unsupported"],
    ["pull_request_target", "refs/heads/main", "docs-event-unsupported"],
    ["workflow_run", "refs/heads/main", "docs-event-unsupported"],
    ["merge_group", "refs/heads/gh-readonly-queue/main/pr-7", "docs-event-unsupported"],
    ["release", "", "docs-event-unsupported"],
    ["push", "refs/heads/feature/gpu", "docs-version-invalid"],
    ["push", "refs/heads/latest", "docs-version-invalid"],
    ["push", "refs/heads/--force", "docs-version-invalid"],
    ["push", "refs/heads/..", "docs-version-invalid"],
    ["push", "refs/heads/a b", "docs-version-invalid"],
    ["push", "refs/heads/main\nversion=x", "docs-version-invalid"],
    ["release", `refs/tags/${allocator("next")}`, "tag-version-invalid"],
    ["release", `refs/tags/${allocator("")}`, "tag-version-invalid"],
  ])("%s of %j: %s", (eventName, ref, name) => {
    expect(nameOf(eventName, ref)).toBe(name);
  });
});

test("whatever a branch is called, its version is one folder and no option", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (branch) => {
      const result = readSubject("push", `refs/heads/${branch}`, declared);
      if (!result.ok) return;
      expect(result.value).toEqual({ kind: "branch", name: branch });
      expect(branch).toMatch(/^\w[\w.+-]*$/);
    }),
  );
});
