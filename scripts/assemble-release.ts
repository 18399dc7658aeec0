/**
 * `npm run assemble -- --out DIR`: the tree a release's tag points at, with the actions at its root, built from the
 * commit that is checked out. The same commit gives the same tree, byte for byte.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { releaseFiles } from "./assemble-release/files.ts";
import { build } from "./build.ts";

const root = resolve(import.meta.dirname, "..");

/** Builds the actions and writes the release tree of a commit to a folder, which must be empty or not exist. */
export async function assembleRelease(
  out: string,
  commit: string,
  say: (line: string) => void,
): Promise<void> {
  await build(say);
  writeRelease(out, commit);
}

/** Writes the release tree of the bundles that are built. */
export function writeRelease(out: string, commit: string): void {
  if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out} is not empty`);
  for (const [path, content] of releaseFiles(root, commit)) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function git(...words: string[]): string {
  return execFileSync("git", words, { cwd: root, encoding: "utf8" });
}

/** The commit that is checked out. */
export function headCommit(): string {
  return git("rev-parse", "HEAD").trim();
}

/** The release's version. */
export function currentVersion(): string {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
}

/** The commit that is checked out; throws if files differ from it. */
function cleanCommit(): string {
  const changed = git("status", "--porcelain").trimEnd();
  if (changed !== "")
    throw new Error(`A release is made from a commit. Not committed are:\n${changed}`);
  return headCommit();
}

if (import.meta.main) {
  try {
    const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
    if (out === undefined) throw new Error("npm run assemble -- --out DIR");
    await assembleRelease(resolve(out), cleanCommit(), (line) => console.error(line));
    console.log(`Assembled in ${out}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
