import { spawn } from "node:child_process";
import { statfs } from "node:fs/promises";
import { Output } from "./output.ts";

export interface DockerOptions {
  /** What it gets on standard input. */
  readonly input?: string;
  /** Takes standard output as it comes, which is not kept then. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Ends the client, not what it started. */
  readonly signal?: AbortSignal;
}

export interface DockerAnswer {
  readonly exitCode: number;
  readonly output: string;
  /** What it wrote to standard error. */
  readonly trouble: string;
}

/** Calls docker. */
export type Docker = (words: readonly string[], options?: DockerOptions) => Promise<DockerAnswer>;

/** The runner's own docker. One that cannot be started answers like one that failed. */
export const docker: Docker = (words, { input, onOutput, signal } = {}) =>
  new Promise((resolve) => {
    const output = new Output();
    const trouble = new Output();
    const child = spawn("docker", words, { stdio: ["pipe", "pipe", "pipe"] });
    const end = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
    child.stdout.on("data", onOutput ?? ((chunk: Buffer) => output.add(chunk)));
    child.stderr.on("data", (chunk: Buffer) => trouble.add(chunk));
    // A container that ends before it has read everything is told by its exit.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    const answer = (exitCode: number, reason = "") => {
      signal?.removeEventListener("abort", end);
      resolve({ exitCode, output: output.text.trim(), trouble: trouble.text.trim() || reason });
    };
    child.on("error", (error) => answer(127, error.message));
    child.on("close", (code) => answer(code ?? 137));
  });

/** Bytes free where a folder is; undefined where that cannot be told, say on another machine. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
