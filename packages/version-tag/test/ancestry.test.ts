import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Git, git } from "@lablink-actions/action-kit";
import { describeWith, type GitRepository, gitRepository } from "@lablink-actions/testkit";
import { requireOnBranch } from "../src/ancestry.ts";
import { refusalsOf } from "./support.ts";

/** The action's git, in a repository instead of the working directory. */
function gitOf({ path }: GitRepository): Git {
  return (...words) => git("--git-dir", join(path, ".git"), ...words);
}

async function seenIn(repository: GitRepository, tag: string, branch = "main") {
  const result = await requireOnBranch(gitOf(repository), tag, branch);
  if (result.ok)
    return result.value.checkedOut ? "on the branch" : "on the branch, not checked out";
  return refusalsOf(result)
    .map(({ name }) => name)
    .join();
}

// *   (main, tip, tip-tagged)
// * merge commit
// |\
// | * (side, merged)
// * | (older, older-tagged, older-nested)
// |/
// | * (unmerged; off, off-tagged)
// |/
// * root
describeWith("git", "in one history", () => {
  let repository: GitRepository;
  const commits: Record<string, string> = {};

  beforeAll(async () => {
    repository = await gitRepository();
    await repository.write("file", "content");
    await repository.commit("Root");

    await repository.branch("unmerged");
    commits["off"] = await repository.commit("Off main");
    await repository.tag("off");
    await repository.tag("off-tagged", "Annotated");
    await repository.tag("main");

    await repository.git("switch", "--quiet", "main");
    await repository.branch("side");
    commits["merged"] = await repository.commit("Beside main");
    await repository.tag("merged");

    await repository.git("switch", "--quiet", "main");
    commits["older"] = await repository.commit("On main");
    await repository.tag("older");
    await repository.tag("older-tagged", "Annotated");
    await repository.git("tag", "--annotate", "-m", "Nested", "older-nested", "older-tagged");
    await repository.tag("unmerged");

    await repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
    commits["tip"] = await repository.commit("Last");
    await repository.tag("tip");
    await repository.tag("tip-tagged", "Annotated");
    await repository.git("tag", "file", "HEAD:file");
    await repository.git("tag", "folder", "HEAD^{tree}");
    await repository.git("tag", "--annotate", "-m", "A file", "file-tagged", "HEAD:file");
  });
  afterAll(() => repository.remove());

  test.each([
    ["at the tip of the branch", "tip", "tip", true],
    ["annotated, at the tip", "tip-tagged", "tip", true],
    ["at an ancestor", "older", "older", false],
    ["annotated, at an ancestor", "older-tagged", "older", false],
    ["that points at a tag", "older-nested", "older", false],
    ["on a side branch that was merged later", "merged", "merged", false],
    ["with the name of a branch that is elsewhere", "unmerged", "older", false],
  ])("a tag %s is on it", async (_where, tag, commit, checkedOut) => {
    expect(await requireOnBranch(gitOf(repository), tag, "main")).toEqual({
      ok: true,
      value: { commit: commits[commit], checkedOut },
    });
  });

  test.each([
    ["off the branch", "off", "main", "tag-off-branch"],
    ["annotated, off the branch", "off-tagged", "main", "tag-off-branch"],
    ["off the branch, with the name of one", "main", "main", "tag-off-branch"],
    ["ahead of the branch", "tip", "side", "tag-off-branch"],
    ["that points at a file", "file", "main", "tag-not-found"],
    ["that points at a folder", "folder", "main", "tag-not-found"],
    ["annotated, that points at a file", "file-tagged", "main", "tag-not-found"],
    ["that is not there", "1.0", "main", "tag-not-found"],
    ["that is but a branch", "side", "main", "tag-not-found"],
    ["that is an option of git", "--all", "main", "tag-not-found"],
    ["on a branch that is not there", "tip", "release", "branch-not-found"],
    ["on a branch that is but a tag", "tip", "tip", "branch-not-found"],
  ])(
    "a tag %s is refused, so nothing is published (regression 12)",
    async (_where, tag, branch, refusal) => {
      expect(await seenIn(repository, tag, branch)).toBe(refusal);
    },
  );

  test("a tag that does not point at a commit is not called missing", async () => {
    expect(refusalsOf(await requireOnBranch(gitOf(repository), "file", "main"))).toMatchObject([
      { seen: 'this clone has no tag "file" that points at a commit' },
    ]);
  });
});

describeWith("git", "in a clone", () => {
  let origin: GitRepository;

  beforeAll(async () => {
    origin = await gitRepository();
    await origin.commit("First");
    await origin.tag("first");
    await origin.commit("Second");
    await origin.tag("second");
  });
  afterAll(() => origin.remove());

  test("without its history, the refusal says how to check out, and nothing about the branch", async () => {
    await using clone = await origin.clone({ depth: 1 });
    for (const tag of ["second", "first"]) {
      expect(refusalsOf(await requireOnBranch(gitOf(clone), tag, "main"))).toMatchObject([
        { name: "shallow-clone", remedy: "Check out with fetch-depth: 0." },
      ]);
    }
  });

  test("without tags, the tag is not found", async () => {
    await using clone = await origin.clone({ tags: false });
    expect(await seenIn(clone, "second")).toBe("tag-not-found");
  });

  test("at a tag, as after the push of a tag, the origin's branch counts", async () => {
    await using clone = await origin.clone({ branch: "first" });
    expect(await seenIn(clone, "first")).toBe("on the branch");
    expect(await seenIn(clone, "second")).toBe("on the branch, not checked out");
  });

  test("with an old local branch, the origin's counts", async () => {
    await using clone = await origin.clone();
    await clone.git("reset", "--quiet", "--hard", "first");
    expect(await seenIn(clone, "second")).toBe("on the branch, not checked out");
  });

  test("with commits that are not pushed, the origin's counts (regression 12)", async () => {
    await using clone = await origin.clone();
    await clone.commit("Not pushed");
    await clone.tag("early");
    expect(await seenIn(clone, "early")).toBe("tag-off-branch");
  });

  test("that is damaged, a failure of git is not an answer", async () => {
    const damaged: Git = (...words) =>
      words[0] === "merge-base"
        ? Promise.resolve({ exitCode: 128, output: "", trouble: "fatal: bad\nobject" })
        : gitOf(origin)(...words);
    expect(refusalsOf(await requireOnBranch(damaged, "first", "main"))).toMatchObject([
      { name: "git-failed", seen: "git ended with 128: fatal: bad object" },
    ]);
  });

  test("without a commit, the refusal quotes git", async () => {
    await using empty = await gitRepository();
    const [refusal] = refusalsOf(await requireOnBranch(gitOf(empty), "v1", "main"));
    expect(refusal).toMatchObject({
      name: "git-failed",
      seen: expect.stringMatching(/^git ended with 128: fatal: .*HEAD/),
    });
  });
});
