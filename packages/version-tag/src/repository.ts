/** What git answered, as packages/action-kit gives it. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly output: string;
  readonly trouble: string;
}

/** Calls git in the workspace. */
export type Git = (...words: string[]) => Promise<GitAnswer>;

export interface Repository {
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  readonly git: Git;
}
