import { statSync } from "node:fs";
import { leadsOut, readBytes, unlessAbsent } from "@lablink-actions/action-kit";
import type { ReadCheckout } from "./mounts.ts";

/** Reads a file of the workspace, wherever links in it lead, unless they lead out. */
export const readCheckout: ReadCheckout = (path, most) => {
  const status = unlessAbsent(() => statSync(path));
  if (status === undefined) return "is not in the workspace";
  if (leadsOut(path)) return "is a link that leads out of the workspace";
  if (!status.isFile()) return "is not a file";
  if (status.size > most) return `is too long: the files may have ${most} bytes in all`;
  const bytes = readBytes(path);
  if (bytes === undefined) return "is not in the workspace";
  return { bytes, isExecutable: (status.mode & 0o111) !== 0 };
};
