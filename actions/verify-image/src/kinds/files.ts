import {
  boolean,
  described,
  either,
  list,
  object,
  open,
  optional,
  type Shaped,
} from "@lablink-actions/shape";
import python from "./files.py";
import shell from "./files.sh";
import { failed, judged, type Kind, passed, type Row } from "./kind.ts";
import { absolutePath } from "./written.ts";

const file = either(absolutePath, object({ path: absolutePath, executable: optional(boolean) }));

const seenFile = open({ exists: optional(boolean), executable: optional(boolean) });

/** Files and folders that are there. */
export const files: Kind<readonly Shaped<typeof file>[]> = {
  shape: described("Files and folders that are there.", list(file)),
  plan: (written) => written.map(planFile),
  python,
  shell,
};

function planFile(written: Shaped<typeof file>): Row {
  const { path, executable = false } = typeof written === "string" ? { path: written } : written;
  return {
    name: `file ${path}`,
    look: { kind: "file", path },
    shell: ["file", path],
    judge: judged(seenFile, (seen) => {
      if (!seen.exists) return failed("is missing");
      return executable && !seen.executable ? failed("is not executable") : passed("");
    }),
  };
}
