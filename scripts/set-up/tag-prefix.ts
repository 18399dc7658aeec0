import { type DeclaredTags, matchVersionTag, parseTagVersion } from "@lablink-actions/release-core";

/** How version tags begin in most repositories. Of two that fit, the first one counts. */
const ownShapes = ["{package}_v", "{package}@v", "{package}/v", "{package}-v"];
const longestFirst = [...ownShapes, "{package}@", "{package}_", "{package}-", "{package}/"];
const sharedShapes = ["v", ""];

/** The prefixes of packages' version tags, as the repository's tags have them. */
interface FoundPrefixes {
  /** The prefix of each package. A package without any tag has that of the others, or the default. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** The packages that no tag belongs to. */
  readonly untagged: readonly string[];
}

/**
 * Finds how version tags begin. The newest tag counts, because repositories change the shape of their tags.
 *
 * @param tags all tags, with the newest first
 */
export function findPrefixes(packages: readonly string[], tags: readonly string[]): FoundPrefixes {
  const own = new Map(
    packages.flatMap((name) => {
      const prefix = newestShape(name, longestFirst, tags);
      return prefix === undefined ? [] : [[name, prefix] as const];
    }),
  );
  const [first = ""] = packages;
  const shared = own.size === 0 ? newestShape(first, sharedShapes, tags) : undefined;
  const [sibling] = own.values();
  const other = shared ?? sibling ?? "{package}_v";
  return {
    prefixes: new Map(packages.map((name) => [name, own.get(name) ?? other])),
    untagged: shared === undefined ? packages.filter((name) => !own.has(name)) : [],
  };
}

function newestShape(
  packageName: string,
  shapes: readonly string[],
  tags: readonly string[],
): string | undefined {
  for (const tag of tags) {
    const shape = shapes.find((prefix) => isVersionTag(tag, { packageName, prefix }));
    if (shape !== undefined) return shape;
  }
  return undefined;
}

function isVersionTag(tag: string, declared: DeclaredTags): boolean {
  const match = matchVersionTag(tag, [declared]);
  return match !== undefined && parseTagVersion(tag, match).ok;
}

/** GitHub's filter pattern for the tags of a prefix: `*_v*`, `v[0-9]*`. */
export function tagPattern(prefix: string): string {
  const [before = "", after] = prefix.split("{package}").map(escapeFilter);
  return after === undefined ? `${before}[0-9]*` : `${before}*${after}*`;
}

function escapeFilter(text: string): string {
  return text.replace(/[*?+[\]!\\]/g, "\\$&");
}
