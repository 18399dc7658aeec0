import { execFileSync } from "node:child_process";

/** A repository's owner and name on GitHub, from the address of its remote origin; undefined if it has none. */
export function originOf(
  root: string,
): { readonly owner: string; readonly name: string } | undefined {
  try {
    const words = ["-C", root, "remote", "get-url", "origin"];
    const url = execFileSync("git", words, { encoding: "utf8", stdio: "pipe" });
    const [, owner, name] = /[/:]([^/:]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url.trim()) ?? [];
    return owner !== undefined && name !== undefined ? { owner, name } : undefined;
  } catch {
    return undefined;
  }
}
