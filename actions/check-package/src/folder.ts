import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { unlessAbsent } from "@lablink-actions/action-kit";

/** Something in a folder. */
export interface Entry {
  readonly name: string;
  /** Whether it is a file itself, not a link or a folder. */
  readonly isFile: boolean;
  readonly size: number;
}

/** The folder of built files. */
export interface Folder {
  /** What is in it, by name; undefined if there is no such folder. */
  readonly entries: (path: string) => readonly Entry[] | undefined;
  readonly read: (file: string) => Uint8Array;
}

/** A folder of the workspace. A missing folder gives undefined; any other problem is thrown. */
export const folder: Folder = {
  entries: (path) => {
    if (!unlessAbsent(() => statSync(path))?.isDirectory()) return undefined;
    return readdirSync(path, { withFileTypes: true })
      .map((entry) => ({
        name: entry.name,
        isFile: entry.isFile(),
        size: entry.isFile() ? statSync(join(path, entry.name)).size : 0,
      }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  },
  read: (file) => readFileSync(file),
};
