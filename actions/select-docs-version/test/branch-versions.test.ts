import { describe, expect, test } from "@jest/globals";
import { map, type Result, traverse } from "@lablink-actions/release-core";
import {
  declareBranchVersions,
  parseBranchVersion,
  versionOfBranch,
} from "../src/branch-versions.ts";
import { readSubject } from "../src/subject.ts";
import { allocator, declared } from "./support.ts";

/** What is refused, or the value. */
function seen<T>(result: Result<T>) {
  return result.ok ? result.value : result.refusals.map(({ name }) => name);
}

function declare(...lines: readonly string[]) {
  const pairs = traverse(lines, (line) => parseBranchVersion(line, "branch-versions"));
  if (!pairs.ok) return pairs;
  return declareBranchVersions(pairs.value, declared);
}

test.each([
  ["main=prod", ["main", "prod"]],
  ["main = prod", ["main", "prod"]],
  ["feature/a=b=prod", ["feature/a=b", "prod"]],
])("the line %j names a branch and its version", (line, pair) => {
  expect(seen(parseBranchVersion(line, "branch-versions"))).toEqual(pair);
});

test.each(["main", "=prod", "main=", "="])("the line %j is refused", (line) => {
  expect(parseBranchVersion(line, "branch-versions")).toMatchObject({
    refusals: [{ name: "input-invalid", seen: expect.stringContaining(JSON.stringify(line)) }],
  });
});

test.each([
  ["two branches on one version", ["main=prod", "master=prod"], ["docs-version-shared"]],
  ["a branch on two versions", ["main=prod", "main=live"], ["docs-version-shared"]],
  ["a release's name", [`main=${allocator("1.0")}`], ["docs-branch-like-release"]],
  ["the alias", ["main=latest"], ["docs-version-invalid"]],
  ["a file of the site", ["main=404.html", "test=CNAME"], Array(2).fill("docs-version-invalid")],
  ["a name with a slash", ["main=a/b"], ["docs-version-invalid"]],
  ["an option of mike", ["main=--force"], ["docs-version-invalid"]],
])("%s: refused", (_, lines, names) => {
  expect(seen(declare(...lines))).toEqual(names);
});

describe("with main=prod", () => {
  const versions = new Map([["main", "prod"]]);
  const named = (branch: string) => seen(versionOfBranch(branch, versions, declared));

  test("main is published as prod, and others under their own names", () => {
    expect([named("main"), named("dev")]).toEqual(["prod", "dev"]);
  });

  test("a branch that is called prod is refused, because it would replace main's", () => {
    expect(versionOfBranch("prod", versions, declared)).toMatchObject({
      refusals: [
        {
          name: "docs-version-shared",
          seen: 'the branches "main" and "prod" would both be published as "prod"',
        },
      ],
    });
  });

  test("that branch is published if it has another name", () => {
    const both = new Map([...versions, ["prod", "production"]]);
    expect(seen(versionOfBranch("prod", both, declared))).toBe("production");
  });

  test("a branch whose own name cannot be a version is published under the given one", () => {
    const given = seen(declare("feature/gpu=gpu")) as ReadonlyMap<string, string>;
    const subject = readSubject("refs/heads/feature/gpu", declared, given);
    expect(seen(map(subject, (one) => one?.name))).toBe("gpu");
  });
});
