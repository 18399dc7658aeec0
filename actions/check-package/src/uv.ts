import { runProgram, temporaryFolder } from "@lablink-actions/action-kit";
import type { Environments } from "./install.ts";

// Installing a build backend with its dependencies takes far less.
const deadline = 10 * 60_000;

/** Fresh environments, made by the runner's own uv and deleted when the work is done. */
export const environments: Environments = async (use) => {
  const { pathFor, remove } = temporaryFolder();
  try {
    const uv = (...words: string[]) => runProgram("uv", words, { deadline });
    return await use({ path: pathFor, uv });
  } finally {
    remove();
  }
};
