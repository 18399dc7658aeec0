import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Execution, Tool } from "./tool.ts";

const cancellation = new AbortController();

/** Aborted when the run is cancelled. */
export const cancelled: AbortSignal = cancellation.signal;

/**
 * The program of this name on the PATH, run in a folder. A cancellation of the run is handed on to it, so that it ends
 * what it is at and writes the state.
 */
export function toolIn(name: "tofu" | "terraform", directory: string): Tool {
  return {
    name,
    async run(words, read) {
      const child = spawn(name, words, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise<Pick<Execution, "exitCode"> & { error?: Error }>((resolve) => {
        child.on("error", (error) => resolve({ exitCode: 127, error }));
        child.on("close", (code) => resolve({ exitCode: code ?? 1 }));
      });
      const stop = (signal: NodeJS.Signals) => {
        cancellation.abort();
        child.kill(signal);
      };
      process.on("SIGINT", stop).on("SIGTERM", stop);
      const lines: string[] = [];
      const collect = async () => {
        for await (const line of createInterface(child.stdout)) {
          lines.push(line);
          read?.(line);
        }
      };
      const [{ exitCode, error }, stderr] = await Promise.all([
        ended,
        text(child.stderr),
        collect(),
      ]);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      return { exitCode, stdout: lines.join("\n"), stderr: error ? error.message : stderr };
    },
  };
}

/** SHA-256 of a file, in hexadecimal digits; undefined where there is no such file. */
export function digestOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
