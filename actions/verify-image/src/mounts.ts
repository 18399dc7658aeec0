/** Files of the checkout that the containers have. */

import type { MountedFile } from "@lablink-actions/engine";
import { accept, pathProblem, quote, type Result, refuse } from "@lablink-actions/release-core";
import { described, type Problem, record, type Shaped, text } from "@lablink-actions/shape";

export const mountsShape = described(
  "Files of the repository that the checks need, by the paths that they have in the image. They are copied into it before anything runs.",
  record(
    text({
      pattern: /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/u,
      expected: "the absolute path of a file, without . and ..",
    }),
    described("A file's path in the repository.", text({ notEmpty: true })),
  ),
);

type Mounts = Shaped<typeof mountsShape>;

/** What is wrong with the paths, as they are written. */
export function mountProblems(mounts: Mounts): Problem[] {
  return Object.entries(mounts).flatMap(([path, from]) => {
    const problem = pathProblem(from);
    return [
      ...(problem === undefined
        ? []
        : [
            {
              path: [path],
              message: `is ${quote(from)}, which ${problem}`,
              remedy: "Give the path of a file in the repository.",
            },
          ]),
      ...(/^\/(?:proc|sys|dev)(?:\/|$)/.test(path)
        ? [
            {
              path: [],
              key: path,
              message: `has ${path}, and the engine puts a folder of its own there`,
              remedy: "Choose another path in the image.",
            },
          ]
        : []),
    ];
  });
}

/** Reads a file of the checkout of at most this many bytes; or why it cannot, as a clause. */
export type ReadCheckout = (path: string, most: number) => Omit<MountedFile, "path"> | string;

/** Bytes of all files together. They are held in memory, and files that checks need are small. */
const most = 64 * 1024 * 1024;

/**
 * Reads the files.
 *
 * @returns them, or `mount-unreadable` (LA611) for each that cannot be read
 */
export function readMounts(
  mounts: Mounts = {},
  readFile: ReadCheckout,
): Result<readonly MountedFile[]> {
  let left = most;
  const files: MountedFile[] = [];
  const refusals = Object.entries(mounts).flatMap(([path, from]) => {
    const file = readFile(from, left);
    if (typeof file === "string") {
      return [
        {
          name: "mount-unreadable" as const,
          seen: `mounts has ${quote(from)} for ${path}, which ${file}`,
          remedy: "Correct the path, or check out the repository before this step.",
        },
      ];
    }
    left -= file.bytes.length;
    files.push({ path, ...file });
    return [];
  });
  const [first, ...others] = refusals;
  return first === undefined ? accept(files) : refuse(first, ...others);
}
