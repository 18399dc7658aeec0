import { readFileSync, statSync } from "node:fs";

/** A file's content; undefined where there is none at the path. */
export function readBytes(path: string): Uint8Array | undefined {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? readFileSync(path) : undefined;
}
