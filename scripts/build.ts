/** Builds the actions' bundles: the types are checked for all of them, and a bundle that is up to date is left alone. */
import { execFile } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { bundle } from "./build/bundle.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "..");

/** Every action. */
export function allActions(): string[] {
  return actionsWith("action.yml");
}

/** The actions that are bundled: those with a main.ts. The others are composed of them. */
export function bundledActions(): string[] {
  return actionsWith("src/main.ts");
}

function actionsWith(file: string): string[] {
  return globSync(`actions/*/${file}`, { cwd: root })
    .map((path) => path.split(/[\\/]/)[1] ?? "")
    .sort();
}

/**
 * Checks all types, and builds every bundle.
 *
 * @throws if the types do not fit, with what the compiler says
 */
export async function build(say: (line: string) => void): Promise<void> {
  await Promise.all([checkTypes(), buildBundles(say, bundledActions())]);
}

/** Builds bundles without checking the types, and says in a line for each what it did. */
export async function buildBundles(
  say: (line: string) => void,
  actions: readonly string[],
): Promise<void> {
  const waiting = [...actions];
  const worker = async () => {
    for (let action = waiting.shift(); action; action = waiting.shift()) {
      const isNew = await bundle(action);
      const size = statSync(join(root, "actions", action, "dist", "index.js")).size / 1000;
      say(`${action.padEnd(24)} ${size.toFixed(0).padStart(4)} kB${isNew ? "" : "  unchanged"}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function checkTypes(): Promise<void> {
  try {
    await run(join(root, "node_modules", ".bin", "tsc"), ["--noEmit"], { cwd: root });
  } catch (error) {
    throw new Error(`The types do not fit:\n${(error as { stdout: string }).stdout}`);
  }
}

if (import.meta.main) {
  try {
    await build((line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
