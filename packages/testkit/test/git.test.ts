import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith, gitRepository, temporaryDirectory } from "../src/index.ts";

test("a temporary folder is deleted at the end of its block", async () => {
  let path: string;
  {
    await using folder = await temporaryDirectory();
    path = folder.path;
    expect(existsSync(path)).toBe(true);
  }
  expect(existsSync(path)).toBe(false);
});

describeWith("git", "a git repository", () => {
  test("commits, tags and branches", async () => {
    await using repository = await gitRepository();
    await repository.write("folder/file", "one");
    const first = await repository.commit("First");
    await repository.tag("light");
    await repository.tag("annotated", "A message");
    await repository.branch("side");
    const second = await repository.commit("Second");
    expect(await repository.git("rev-parse", "main", "side", "side~1")).toBe(
      [first, second, first].join("\n"),
    );
    expect(await repository.git("cat-file", "-t", "light")).toBe("commit");
    expect(await repository.git("cat-file", "-t", "annotated")).toBe("tag");
    await repository.checkout("main");
    expect(await repository.git("rev-parse", "HEAD")).toBe(first);
    expect(await repository.git("symbolic-ref", "--short", "HEAD")).toBe("main");
  });

  test("never makes one commit of two", async () => {
    await using repository = await gitRepository();
    await repository.commit("Root");
    await repository.branch("side");
    const side = await repository.commit("Same");
    await repository.checkout("main");
    expect(await repository.commit("Same")).not.toBe(side);
  });

  test("is cloned whole or shallow", async () => {
    await using repository = await gitRepository();
    await repository.write("file", "content");
    for (const message of ["One", "Two", "Three"]) await repository.commit(message);
    await repository.tag("v1");
    await using full = await repository.clone();
    await using shallow = await repository.clone({ depth: 1 });
    await using tagless = await repository.clone({ branch: "main", tags: false });
    expect(await full.git("rev-list", "--count", "HEAD")).toBe("3");
    expect(await full.git("tag")).toBe("v1");
    expect(await tagless.git("tag")).toBe("");
    expect(await shallow.git("rev-list", "--count", "HEAD")).toBe("1");
    expect(await shallow.git("rev-parse", "--is-shallow-repository")).toBe("true");
    expect(await readFile(join(shallow.path, "file"), "utf8")).toBe("content");
  });

  test("ignores the user's configuration", async () => {
    process.env["GIT_DIR"] = "/nowhere";
    await using repository = await gitRepository();
    delete process.env["GIT_DIR"];
    const origins = await repository.git("config", "--list", "--show-scope");
    expect(origins).not.toMatch(/^(system|global)/m);
    await repository.commit("First");
    expect(await repository.git("log", "--format=%ae %ce")).toBe(
      "author@example.org committer@example.org",
    );
    await repository.remove();
    expect(existsSync(repository.path)).toBe(false);
  });
});
