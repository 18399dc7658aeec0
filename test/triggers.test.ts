/**
 * Which of the example's workflows an event starts: act ignores filters for branches, tags and paths, and GitHub does
 * not.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, posix } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

interface Filters {
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly types?: readonly string[];
}

interface Happening extends Pick<Filters, "paths"> {
  readonly branch?: string;
  readonly tag?: string;
  /** What happened to the release, or what is asked for. */
  readonly type?: string;
}

const workflows = globSync("examples/lablink/.github/workflows/*.yml").map((path) => ({
  name: basename(path, ".yml"),
  on: parse(readFileSync(path, "utf8")).on as Readonly<Record<string, Filters | null>>,
}));

/** The last pattern that fits decides; `!` before it leaves out. */
function matches(patterns: readonly string[], names: readonly string[]): boolean {
  return names.some((name) => {
    const last = patterns.findLast((it) => posix.matchesGlob(name, it.replace(/^!/, "")));
    return last !== undefined && !last.startsWith("!");
  });
}

/** As GitHub filters: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#on */
function passes(filters: Filters, { branch, tag, paths = [], type }: Happening): boolean {
  const { branches, tags } = filters;
  const isRefMeant = branches === undefined && tags === undefined;
  return (
    (branch === undefined || isRefMeant || matches(branches ?? [], [branch])) &&
    (tag === undefined || isRefMeant || matches(tags ?? [], [tag])) &&
    (filters.paths === undefined || matches(filters.paths, paths)) &&
    (filters.types === undefined || type === undefined || filters.types.includes(type))
  );
}

/** The workflows that an event starts. */
function startedBy(event: string, happening: Happening): string[] {
  return workflows
    .filter(({ on }) => event in on && passes(on[event] ?? {}, happening))
    .map(({ name }) => name)
    .sort();
}

describe("the workflows started by", () => {
  const tag = "lablink-client-service_v0.0.7a0";
  test.each<[string, Happening, ...string[]]>([
    ["push", { branch: "main", paths: ["packages/client/Dockerfile"] }, "lablink-images"],
    ["push", { branch: "main", paths: ["packages/client/README.md"] }],
    ["push", { branch: "main", paths: ["docs/index.md"] }, "docs"],
    ["push", { branch: "main", paths: ["packages/cli/src/a.py"] }, "docs"],
    [
      "push",
      { branch: "test", paths: [".github/workflows/lablink-images.yml"] },
      "lablink-allocator-terraform",
      "lablink-images",
    ],
    ["push", { branch: "feature/gpu-check" }],
    ["push", { tag }, "publish-pip"],
    ["push", { tag: "v1.0.0" }],
    ["release", { tag, type: "published" }, "docs", "publish-pip"],
    ["release", { tag, type: "created" }],
    ["pull_request", { paths: ["docs/index.md"] }, "docs"],
    ["pull_request", { paths: ["packages/client/src/a.py"] }, "ci", "docs", "lablink-images"],
    ["pull_request", { paths: ["README.md", "packages/allocator/a"] }, "ci", "lablink-images"],
    ["pull_request", { paths: [".github/workflows/ci.yml"] }, "ci"],
    ["pull_request", { paths: ["packages/cli/src/a.py"] }, "ci", "docs"],
    ["pull_request", { paths: ["packages/other/a.py"] }],
    [
      "workflow_dispatch",
      {},
      "audit",
      "backup",
      "client-vm-infrastructure-test",
      "docs",
      "lablink-allocator-destroy",
      "lablink-allocator-terraform",
      "lablink-images",
      "publish-pip",
    ],
    ["pull_request_target", { paths: ["packages/client/src/a.py"] }],
    ["workflow_run", { type: "completed" }, "deployment-notification"],
    ["schedule", {}, "audit", "backup", "client-vm-infrastructure-test"],
    ["repository_dispatch", { type: "deploy" }, "lablink-allocator-terraform"],
    ["repository_dispatch", { type: "destroy" }],
  ])("%s of %j", (event, happening, ...expected) => {
    expect(startedBy(event, happening)).toEqual(expected);
  });
});

test("ci.yml runs on pull requests that touch a package or itself, and on nothing else", () => {
  const ci = workflows.find(({ name }) => name === "ci");
  expect(ci?.on).toEqual({
    pull_request: {
      paths: [
        "packages/allocator/**",
        "packages/client/**",
        "packages/cli/**",
        ".github/workflows/ci.yml",
      ],
    },
  });
});
