import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import {
  actionDefinition,
  type EventName,
  inputsFor,
  recordedEvent,
} from "@lablink-actions/testkit";

const run = promisify(execFile);

export interface Command {
  readonly words: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Where; here without it. */
  readonly directory?: string;
}

/** Runs a command to its end, which has to be a good one; gives what it printed. */
export async function execute({ words, env, directory: cwd }: Command): Promise<string> {
  const [program = "", ...others] = words;
  const { stdout } = await run(program, others, { cwd, env: { ...process.env, ...env } });
  return stdout.trim();
}

/** Calls docker; gives what it printed. */
export function docker(...words: readonly string[]): Promise<string> {
  return execute({ words: ["docker", ...words], env: { DOCKER_BUILDKIT: "0" } });
}

/** A bundle as the runner starts it, in an environment of its own. */
export function bundle(
  action: string,
  event: EventName,
  inputs: Readonly<Record<string, string>>,
  folder: string,
): Command {
  const given = inputsFor(actionDefinition(action), recordedEvent(event), inputs);
  const variables = Object.entries(given).map(([name, value]) => [
    `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
    value,
  ]);
  const files = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].map((name) => {
    const file = join(folder, name);
    writeFileSync(file, "");
    return [name, file];
  });
  return {
    words: [process.execPath, bundlePath(action)],
    env: Object.fromEntries([...variables, ...files]),
  };
}

export function bundlePath(action: string): string {
  return resolve(import.meta.dirname, "../../actions", action, "dist", "index.js");
}

/**
 * Times them in turn, so that a noisy machine is noisy for all.
 *
 * @param prepare runs before each, and is not timed
 * @returns the median of each, in milliseconds
 */
export async function medians(
  subjects: readonly (() => Promise<unknown>)[],
  runs: number,
  warmUps = 1,
  prepare: () => Promise<void> = async () => {},
): Promise<number[]> {
  const times = subjects.map((): number[] => []);
  for (let run = -warmUps; run < runs; run++) {
    for (const [index, act] of subjects.entries()) {
      await prepare();
      const begin = performance.now();
      await act();
      // The first warm the caches of the machine.
      if (run >= 0) times[index]?.push(performance.now() - begin);
    }
  }
  return times.map(
    (list) => list.toSorted((left, right) => left - right)[list.length >> 1] ?? Number.NaN,
  );
}

/** Prints a row; the first cell is a title. */
export function row(title: string, ...cells: readonly string[]): void {
  console.log([title.padEnd(46), ...cells].join("\t"));
}

export function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}
