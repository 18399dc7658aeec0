import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readSubject } from "../src/subject.ts";
import { allocator, client, declared } from "./support.ts";

const none = new Map<string, string>();

function nameOf(ref: string): string | undefined {
  const result = readSubject(ref, declared, none);
  return result.ok ? result.value?.name : result.refusals.map(({ name }) => name).join();
}

test.each([
  ["refs/heads/main", "main"],
  ["refs/heads/dev", "dev"],
  [`refs/tags/${allocator("0.0.2a0")}`, allocator("0.0.2a0")],
  [`refs/tags/${client("0.0.7")}`, client("0.0.7")],
  ["refs/tags/infrastructure-2", undefined],
])("%s is published as %s", (ref, name) => {
  expect(nameOf(ref)).toBe(name);
});

describe("refuses", () => {
  test.each([
    ["refs/pull/7/merge", "docs-ref-unsupported"],
    ["refs/heads/gh-readonly-queue/main/pr-7", "docs-version-invalid"],
    ["", "docs-ref-unsupported"],
    ["refs/heads/feature/gpu", "docs-version-invalid"],
    ["refs/heads/latest", "docs-version-invalid"],
    ["refs/heads/--force", "docs-version-invalid"],
    ...["404.html", "CNAME", "cname", "Latest", ".nojekyll", "sitemap.xml"].map(
      (name) => [`refs/heads/${name}`, "docs-version-invalid"] as const,
    ),
    // Its documentation would replace the release's.
    [`refs/heads/${allocator("1.0.0")}`, "docs-branch-like-release"],
    ["refs/heads/LabLink.Client_Service_v1.0", "docs-branch-like-release"],
    ["refs/heads/..", "docs-version-invalid"],
    ["refs/heads/a b", "docs-version-invalid"],
    ["refs/heads/main\nversion=x", "docs-version-invalid"],
    [`refs/tags/${allocator("next")}`, "tag-version-invalid"],
    [`refs/tags/${allocator("")}`, "tag-version-invalid"],
    // No index accepts a local part, so no such version was ever published.
    [`refs/tags/${allocator("1.0+local")}`, "tag-version-invalid"],
  ])("%j: %s", (ref, name) => {
    expect(nameOf(ref)).toBe(name);
  });
});

test.each(["foo/v1.0", "foo@v1.0"])("the tag %s is published as one folder", (tag) => {
  const slash = ["{package}/v", "{package}@v"].map((prefix) => ({ packageName: "foo", prefix }));
  expect(readSubject(`refs/tags/${tag}`, slash, none)).toMatchObject({
    value: { name: "foo_v1.0", tag },
  });
});

test.each(["main", "vendor", "v-next"])(
  "the branch %s is not a release, even if a tag is a bare version",
  (branch) => {
    const bare = ["", "v"].map((prefix) => ({ packageName: "foo", prefix }));
    expect(readSubject(`refs/heads/${branch}`, bare, none)).toEqual({
      ok: true,
      value: { kind: "branch", branch, name: branch },
    });
  },
);

test("for any branch name, the version is one folder and not an option", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (branch) => {
      const result = readSubject(`refs/heads/${branch}`, declared, none);
      if (!result.ok) return;
      expect(result.value).toEqual({ kind: "branch", branch, name: branch });
      expect(branch).toMatch(/^\w[\w.+-]*$/);
    }),
  );
});
