import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { filesIn, leadsOut, readTextFile, unlessAbsent } from "@lablink-actions/action-kit";
import { type Git, gitIn } from "../git.ts";
import { originOf } from "../origin.ts";

/** A repository on this machine, as far as it says what it ships. Nothing in it is run. */
export interface Checkout {
  /** Its folder's own name, or its name on GitHub. */
  readonly name: string;
  /** Its owner on GitHub; undefined if it has no remote origin. */
  readonly owner: string | undefined;
  /** The default branch; undefined without git. */
  readonly defaultBranch: string | undefined;
  /** Its branches, here and at origin; undefined without git. */
  readonly branches: readonly string[] | undefined;
  /** The paths of its files, sorted; those that git ignores are not among them. */
  readonly files: readonly string[];
  /** Its tags, with the newest first; undefined without git. */
  readonly tags: readonly string[] | undefined;
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** The names of the files in a folder; empty if there is no such folder. */
  readonly filesIn: (directory: string) => readonly string[];
  readonly hasFolder: (path: string) => boolean;
  /** True if links on the way of a path lead out of the repository. */
  readonly leadsOut: (path: string) => boolean;
}

/** Looks at a repository; throws an error if the path is not the folder of one. */
export function openCheckout(path: string): Checkout {
  const root = resolve(path);
  const found = statSync(root, { throwIfNoEntry: false });
  if (!found) throw new Error(`there is no ${path}. Name the folder of a repository.`);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder. Name that of a repository.`);
  const git = gitOf(root);
  const origin = git && originOf(root);
  const isFile = (file: string) =>
    unlessAbsent(() => statSync(join(root, file)))?.isFile() ?? false;
  return {
    name: origin?.name ?? basename(root),
    owner: origin?.owner,
    defaultBranch: git && defaultBranch(git),
    branches: git && branchesOf(git),
    files: (git ? listedFiles(git) : walk(root)).filter(isFile).sort(),
    tags: git && lines(git(["tag", "--sort=-creatordate"])),
    readFile: (file) => readTextFile(join(root, file)),
    filesIn: (directory) => filesIn(join(root, directory)),
    hasFolder: (directory) =>
      unlessAbsent(() => statSync(join(root, directory)))?.isDirectory() ?? false,
    leadsOut: (inside) => leadsOut(inside, root),
  };
}

/** Undefined only if git itself says that this is no repository. */
function gitOf(root: string): Git | undefined {
  const git = gitIn(root, { ...process.env, LC_ALL: "C" });
  try {
    const inside = git(["rev-parse", "--show-prefix"]);
    if (inside === "") return git;
    const top = git(["rev-parse", "--show-toplevel"]);
    throw new Error(`${root} is a folder in the repository ${top}. Name the repository itself.`);
  } catch (error) {
    if (error instanceof Error && error.message.includes("not a git repository")) return undefined;
    throw error;
  }
}

function listedFiles(git: Git): string[] {
  const words = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  return [...new Set(git(words).split("\0").filter(Boolean))];
}

/** What is never a repository's own. */
const foreign = new Set([".git", ".venv", "venv", "node_modules"]);

function walk(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return foreign.has(entry.name) ? [] : walk(root, path);
  });
}

/** What origin says; without an origin main, if there is such a branch, or else the current one. */
function defaultBranch(git: Git): string | undefined {
  const [known] = lines(git(["for-each-ref", "--format=%(symref)", "refs/remotes/origin/HEAD"]));
  if (known) return known.replace("refs/remotes/origin/", "");
  if (branchesOf(git).includes("main")) return "main";
  return git(["branch", "--show-current"]) || undefined;
}

function branchesOf(git: Git): string[] {
  const refs = lines(
    git(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin"]),
  );
  return refs.map((ref) => ref.replace(/^refs\/(heads|remotes\/origin)\//, ""));
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
