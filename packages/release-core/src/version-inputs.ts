/**
 * The name of the workflow input by which each package's version is given: the words that set a package apart from
 * the others, and `_version`. So lablink-allocator-service and lablink-client-service have allocator_version and
 * client_version, as in LabLink's workflow. A package by itself has `version`.
 *
 * @param named lines `package=input`, for packages whose input is called something else
 */
export function versionInputs(
  packageNames: readonly string[],
  named: readonly string[] = [],
): Map<string, string> {
  const words = packageNames.map((name) => name.toLowerCase().split(/[-_.]+/));
  const shortest = Math.min(...words.map(({ length }) => length));
  const start = sharedWords(words, shortest, (list, index) => list[index]);
  const end = sharedWords(words, shortest - start, (list, index) => list.at(-1 - index));
  const derived = packageNames.map((name, index): Pair => {
    const own = words[index]?.slice(start, words[index].length - end) ?? [];
    return [name, [...own, "version"].join("_")];
  });
  return new Map([...derived, ...named.map(readPair)]);
}

type Pair = [packageName: string, input: string];

function readPair(line: string): Pair {
  const [packageName = "", input = ""] = line.split("=", 2).map((part) => part.trim());
  return [packageName, input];
}

/** How many words all lists have in common, taken one by one from one end. */
function sharedWords(
  lists: readonly string[][],
  most: number,
  word: (list: string[], index: number) => string | undefined,
): number {
  let shared = 0;
  while (shared < most && new Set(lists.map((list) => word(list, shared))).size === 1) shared++;
  return shared;
}
