import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is deleted at the end of its block: `await using folder = …`. */
export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an empty temporary folder. */
export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  // macOS keeps temporary folders behind a symbolic link, which git and process.cwd() resolve.
  const path = await realpath(await mkdtemp(join(tmpdir(), "lablink-actions-")));
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, remove, [Symbol.asyncDispose]: remove };
}
