/** Servers that are programs: started, waited for, and stopped. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

/** Starts a server, and waits until it answers. */
export async function start(program: string, words: readonly string[], answers: () => boolean) {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const closed = once(child, "close");
  while (!answers()) {
    if (child.exitCode !== null) throw new Error(`${program} did not start:\n${said}`);
    await setTimeout(50);
  }
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGINT");
      await closed;
    },
  };
}

export function succeeds(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
