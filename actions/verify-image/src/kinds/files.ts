import {
  boolean,
  described,
  either,
  integer,
  list,
  object,
  optional,
  type Problem,
  type Shaped,
} from "@lablink-actions/shape";
import { failed, type ImageFacts, type Judgement, type Kind, passed, type Row } from "./kind.ts";
import { absolutePath } from "./written.ts";

const file = either(
  absolutePath,
  object({
    path: described("`*` in it stands for anything but a slash.", absolutePath),
    executable: optional(described("Whether the image's user can execute it.", boolean)),
    count: optional(described("How many paths there are. Default: at least one.", integer)),
  }),
);

/** Files and folders that are there, as the engine has them: nothing in the image can say otherwise. */
export const files: Kind<readonly Shaped<typeof file>[]> = {
  shape: described(
    "Files and folders that are there. `*` in a path stands for anything but a slash.",
    list(file),
  ),
  problems: (written) =>
    written.flatMap((one, index): Problem[] => {
      if (typeof one === "string" || one.count === undefined || one.count > 0) return [];
      const message = `must be 1 or more, and is ${one.count}`;
      return [{ path: [String(index), "count"], message, remedy: "Fix it." }];
    }),
  plan: (written) => written.map(planFile),
};

function planFile(written: Shaped<typeof file>): Row {
  const {
    path,
    executable = false,
    count,
  } = typeof written === "string" ? { path: written } : written;
  return {
    name: `file ${path}`,
    looksFor: path,
    needsUsers: () => executable,
    judgeOutside: (facts) => judgeFile({ path, executable, count }, facts),
  };
}

interface Wanted {
  readonly path: string;
  readonly executable: boolean;
  readonly count: number | undefined;
}

function judgeFile({ path, executable, count }: Wanted, { found, user }: ImageFacts): Judgement {
  const seen = found.get(path) ?? [];
  if (typeof seen === "string") return failed(seen);
  const isPattern = path.includes("*");
  if (seen.length === 0) return failed(isPattern ? "nothing matches" : "is missing");
  const names = shortList(seen.map((one) => one.path));
  if (count !== undefined && seen.length !== count) {
    return failed(`there are ${seen.length}, not ${count}: ${names}`);
  }
  const locked = executable ? seen.filter((one) => !user.canExecute(one)) : [];
  if (locked.length === 0) return passed(isPattern ? names : "");
  if (!isPattern) return failed("is not executable");
  return failed(`not executable: ${shortList(locked.map((one) => one.path))}`);
}

function shortList(paths: readonly string[]): string {
  const left = paths.length - 5;
  return [...paths.slice(0, 5), ...(left > 0 ? [`and ${left} more`] : [])].join(", ");
}
