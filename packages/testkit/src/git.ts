import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { temporaryDirectory } from "./temporary.ts";

interface CloneOptions {
  /** How many commits of history; by default all. */
  readonly depth?: number;
  /** The branch or tag to check out; by default the origin's current branch. */
  readonly branch?: string;
  /** Whether tags are cloned too; by default they are, as in git itself. */
  readonly tags?: boolean;
}

/** A real git repository in a temporary folder, which is deleted at the end of its block. */
export interface GitRepository extends AsyncDisposable {
  readonly path: string;
  /** Runs git in the repository and gives its output, trimmed. */
  git(...words: string[]): Promise<string>;
  write(file: string, content: string): Promise<void>;
  /** Commits everything, even if nothing changed, and gives the commit's SHA. */
  commit(message: string): Promise<string>;
  /** Tags the current commit: annotated with a message, lightweight without one. */
  tag(name: string, message?: string): Promise<void>;
  /** Makes a branch from the current commit and switches to it. */
  branch(name: string): Promise<void>;
  checkout(revision: string): Promise<void>;
  clone(options?: CloneOptions): Promise<GitRepository>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

// Every commit is a minute later than the one before. If not, the same change on two branches would be one commit, and
// a test of ancestry would pass for the wrong reason.
let clock = Date.parse("2026-01-01T00:00:00Z");

// Nothing of the user's: neither the configuration, nor a GIT_DIR that a hook has set.
function environment(): NodeJS.ProcessEnv {
  clock += 60_000;
  const date = new Date(clock).toISOString();
  return {
    PATH: process.env["PATH"],
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Author",
    GIT_AUTHOR_EMAIL: "author@example.org",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Committer",
    GIT_COMMITTER_EMAIL: "committer@example.org",
    GIT_COMMITTER_DATE: date,
  };
}

async function repositoryIn(...creation: string[]): Promise<GitRepository> {
  const { path, remove } = await temporaryDirectory();
  const git = async (...words: string[]): Promise<string> => {
    const { stdout } = await run("git", words, { cwd: path, env: environment() });
    return stdout.trim();
  };
  await git(...creation, ".");
  return {
    path,
    git,
    remove,
    [Symbol.asyncDispose]: remove,
    async write(file, content) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), content);
    },
    async commit(message) {
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
    async tag(name, message) {
      await git("tag", ...(message === undefined ? [] : ["--annotate", "-m", message]), name);
    },
    async branch(name) {
      await git("switch", "--quiet", "--create", name);
    },
    async checkout(revision) {
      await git("checkout", "--quiet", revision);
    },
    clone(options = {}) {
      return repositoryIn(
        "clone",
        "--quiet",
        ...(options.depth === undefined ? [] : [`--depth=${options.depth}`]),
        ...(options.branch === undefined ? [] : [`--branch=${options.branch}`]),
        ...(options.tags === false ? ["--no-tags"] : []),
        // With a path instead of an address, git ignores --depth.
        pathToFileURL(path).href,
      );
    },
  };
}

/** Makes an empty repository whose branch is `main`, with no configuration but its own. */
export function gitRepository(): Promise<GitRepository> {
  return repositoryIn("init", "--quiet", "--initial-branch=main");
}
