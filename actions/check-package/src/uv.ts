import { indexForBuilds, runUv, temporaryFolder } from "@lablink-actions/action-kit";
import type { Environments } from "./install.ts";

// Installing a build backend with its dependencies takes far less.
const deadline = 10 * 60_000;

/**
 * Fresh environments, made by the runner's own uv and deleted when the work is done. A cancelled run throws an
 * AbortError, because uv's last words then say nothing about the file.
 */
export const environments: Environments = async (use) => {
  const { pathFor, remove } = temporaryFolder();
  // A runner that is used again keeps the usual cache, with what other jobs put there.
  const variables = { ...indexForBuilds(), UV_CACHE_DIR: pathFor("cache") };
  const uv = async (...words: string[]) => {
    const answer = await runUv(words, { deadline, variables });
    if (answer.endedBy !== "cancellation") return answer;
    throw new DOMException(answer.trouble, "AbortError");
  };
  try {
    return await use({ path: pathFor, uv });
  } finally {
    remove();
  }
};
