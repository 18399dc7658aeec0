import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for this step's files, which only this account can read; it is deleted with the job. */
interface TemporaryFolder {
  /** The path that a file would have. */
  readonly pathFor: (name: string) => string;
  /** Writes a file, and gives its path. */
  readonly writeFile: (name: string, content: string) => string;
  /** Removes the folder with all that is in it, before the job ends. */
  readonly remove: () => void;
}

export function temporaryFolder(): TemporaryFolder {
  // mkdtemp makes it readable for this account only.
  const folder = mkdtempSync(join(process.env["RUNNER_TEMP"] || tmpdir(), "lablink-actions-"));
  const pathFor = (name: string) => join(folder, name);
  return {
    pathFor,
    writeFile(name, content) {
      const path = pathFor(name);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
