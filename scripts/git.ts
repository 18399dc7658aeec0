import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Runs git and gives what it printed; throws its error message. */
export type Git = (words: readonly string[], input?: string) => string;

/** The tracked files' text by their path. */
export type Sources = ReadonlyMap<string, string>;

export function gitIn(folder: string, env: NodeJS.ProcessEnv = process.env): Git {
  return (words, input = "") => {
    const options = { cwd: folder, env, input, encoding: "utf8", maxBuffer: 64 << 20 } as const;
    const { status, stdout, stderr, error } = spawnSync("git", words, options);
    if (error) throw error;
    if (status !== 0) throw new Error(`git ${words[0]} failed:\n${stderr.trimEnd()}`);
    return stdout.trimEnd();
  };
}

/** What is not committed, as `git status` lists it; empty if nothing differs from the commit. */
export function uncommitted(git: Git): string {
  // Without this, git status would write to the user's index.
  return git(["--no-optional-locks", "status", "--porcelain"]);
}

/** Reads every tracked file that is there. */
export function readSources(git: Git, folder: string): Sources {
  const paths = git(["ls-files", "-z"]).split("\0");
  const files = paths.filter((path) =>
    statSync(join(folder, path), { throwIfNoEntry: false })?.isFile(),
  );
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
