import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inheritedEnvironment, say } from "@lablink-actions/action-kit";
import type { Publish } from "./upload-package.ts";

/** `uv publish`, with what it says in the log as it says it. Secrets are in its environment, never in its words. */
export const publish: Publish = async (words, secrets) => {
  const child = spawn("uv", ["publish", ...words], {
    env: inheritedEnvironment(secrets),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | "missing">((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve("missing");
      else reject(error);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
  const said: string[] = [];
  const listen = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface(stream)) {
      said.push(line);
      say(line);
    }
  };
  const [code] = await Promise.all([ended, listen(child.stdout), listen(child.stderr)]);
  return code === "missing" ? code : { succeeded: code === 0, said: said.join("\n") };
};
