import { type ProgramAnswer, runProgram } from "./program.ts";

/** Calls git in the workspace. A git that cannot be started answers like one that failed. */
export type Git = (...words: string[]) => Promise<ProgramAnswer>;

// It only reads from this disk.
const deadline = 60_000;

/** The runner's own git. */
export const git: Git = (...words) => runProgram("git", words, { deadline });
