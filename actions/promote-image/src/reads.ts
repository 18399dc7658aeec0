import type { Repository } from "@lablink-actions/registries";

/** What is read of an image in its registry. */
export type Reads = Pick<Repository, "readManifest" | "has" | "readBlob" | "listTags">;

/**
 * Reads of a repository, each once: images of several platforms share tags, and the list of all tags may be long. The
 * first question goes alone, because all others use its token.
 */
export function readsOnce(repository: Repository): Reads {
  const asked = new Map<string, Promise<unknown>>();
  let first: Promise<unknown> | undefined;
  const once = <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const known = asked.get(question) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = first === undefined ? ask() : first.then(ask, ask);
    first ??= answer;
    asked.set(question, answer);
    return answer;
  };
  return {
    readManifest: (reference) =>
      once(`manifest ${reference}`, () => repository.readManifest(reference)),
    has: (kind, digest) => once(`${kind} ${digest}`, () => repository.has(kind, digest)),
    readBlob: (digest) => once(`blob ${digest}`, () => repository.readBlob(digest)),
    listTags: () => once("tags", () => repository.listTags()),
  };
}
