/**
 * Builds every action's bundle: tsc for all, then ncc once for each, in its own folder, for only so
 * are the bytes the same wherever the repository is. A bundle whose inputs are unchanged is left alone.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "..");
const bin = join(root, "node_modules", ".bin");
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };

/** Every action. */
export function allActions(): string[] {
  return globSync("actions/*/action.yml", { cwd: root })
    .map((file) => file.split(/[\\/]/)[1] ?? "")
    .sort();
}

/** The actions that are bundled: those with a main.ts. The others are composed of them. */
export function bundledActions(): string[] {
  return globSync("actions/*/src/main.ts", { cwd: root })
    .map((file) => file.split(/[\\/]/)[1] ?? "")
    .sort();
}

/** Builds all bundles and says what it did, a line each. */
export async function build(say: (line: string) => void): Promise<void> {
  await compile();
  const waiting = bundledActions();
  const worker = async () => {
    for (let action = waiting.shift(); action; action = waiting.shift()) say(await bundle(action));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function compile(): Promise<void> {
  try {
    await run("tsc", ["--build"], { cwd: root, env });
  } catch (error) {
    throw new Error(`tsc --build failed:\n${(error as { stdout: string }).stdout}`);
  }
}

async function bundle(action: string): Promise<string> {
  const folder = join(root, "actions", action);
  const file = join(folder, "dist", "index.js");
  const stamp = join(root, ".cache", "build", action);
  const inputs = hashInputs(action);
  const unchanged = existsSync(file) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs;
  if (!unchanged) {
    rmSync(join(folder, "dist"), { recursive: true, force: true });
    const words = ["build", "build/main.js", "-C", "-q", "-o", "dist", "--license", "LICENSES.txt"];
    await run("ncc", words, { cwd: folder, env });
    mkdirSync(join(root, ".cache", "build"), { recursive: true });
    writeFileSync(stamp, inputs);
  }
  const size = (statSync(file).size / 1000).toFixed(0);
  return `${action.padEnd(24)} ${size.padStart(4)} kB${unchanged ? "  unchanged" : ""}`;
}

/** Everything a bundle is made of: compiled sources of the action and the packages, and the lockfile. */
function hashInputs(action: string): string {
  const hash = createHash("sha256");
  const files = globSync([`actions/${action}/build/**/*.js*`, "packages/*/build/**/*.js*"], {
    cwd: root,
  });
  for (const file of [...files.sort(), "pnpm-lock.yaml", "package.json"]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

if (import.meta.main) {
  try {
    await build((line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
