import { execFile } from "node:child_process";

/** What one call of git said. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly output: string;
  /** What git wrote to standard error, for refusals. */
  readonly trouble: string;
}

/** Calls git in the workspace. */
export type Git = (...words: string[]) => Promise<GitAnswer>;

/**
 * The runner's own git. A git that cannot be started answers like one that failed. Not by @actions/exec,
 * which with what it pulls in is 46 kB, more than a third of the bundle, for these lines.
 */
export const git: Git = (...words) =>
  new Promise((resolve) => {
    execFile("git", words, (error, stdout, stderr) => {
      resolve({
        exitCode: typeof error?.code === "number" ? error.code : error ? 127 : 0,
        output: stdout.trimEnd(),
        trouble: stderr.trim() || (error?.message ?? ""),
      });
    });
  });
