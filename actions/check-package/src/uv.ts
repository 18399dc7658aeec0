import { runProgram, temporaryFolder } from "@lablink-actions/action-kit";
import type { Environments } from "./install.ts";

// A build backend with what it needs is installed in far less.
const deadline = 10 * 60_000;

/** Fresh environments by the runner's own uv, gone when the work is done. */
export const environments: Environments = async (use) => {
  const { pathFor, remove } = temporaryFolder();
  try {
    const uv = (...words: string[]) => runProgram("uv", words, { deadline });
    return await use({ path: pathFor, uv });
  } finally {
    remove();
  }
};
