import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentVariable } from "@lablink-actions/action-kit";
import type { Environments, UvAnswer } from "./install.ts";

// A build backend with what it needs is installed in far less.
const timeout = 10 * 60 * 1000;

/** Fresh environments by the runner's own uv, gone when the work is done. */
export const environments: Environments = async (use) => {
  const path = await mkdtemp(
    join(environmentVariable("RUNNER_TEMP") || tmpdir(), "check-package-"),
  );
  try {
    return await use({ path: (name) => join(path, name), uv });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
};

function uv(...words: string[]): Promise<UvAnswer> {
  return new Promise((resolve) => {
    const options = { timeout, maxBuffer: 16 * 1024 * 1024 };
    execFile("uv", words, options, (error, _output, trouble) => {
      if (error?.code === "ENOENT") resolve("missing");
      else resolve({ succeeded: error === null, trouble: trouble || (error?.message ?? "") });
    });
  });
}
