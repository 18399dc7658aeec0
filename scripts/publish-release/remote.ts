import type { Git } from "../git.ts";

/**
 * The address that a remote is pushed to. Git always gets this address and never the remote's name, because with the
 * name it updates refs such as `refs/remotes/origin/main` in the user's repository.
 */
export function remoteAddress(git: Git, name: string): string {
  return git(["remote", "get-url", "--push", name]);
}

/** The remote's refs, by their full names, with the objects they point at. */
export type RemoteRefs = ReadonlyMap<string, string>;

/** Asks for a remote's branches and tags; throws if it does not answer, which is not the same as having none. */
export function readRemote(git: Git, address: string): RemoteRefs {
  const lines = git(["ls-remote", "--quiet", "--heads", "--tags", "--refs", address]).split("\n");
  return new Map(
    lines
      .filter((line) => line !== "")
      .map((line) => {
        const [object = "", ref = ""] = line.split("\t");
        return [ref, object];
      }),
  );
}

/** Fetches the objects that refs pointed at when they were read, even if the refs have moved since. */
export function fetchObjects(
  git: Git,
  address: string,
  seen: RemoteRefs,
  refs: readonly string[],
): void {
  const objects = refs.map((ref) => seen.get(ref)).filter((object) => object !== undefined);
  if (objects.length === 0) return;
  const nothingElse = ["--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"];
  git(["fetch", "--quiet", ...nothingElse, address, ...objects]);
}
