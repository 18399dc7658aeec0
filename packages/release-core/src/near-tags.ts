import { parseVersion, type Version } from "./version.ts";
import { type DeclaredTags, matchVersionTag, renderedPrefix } from "./version-tag.ts";

/**
 * The version tags that somebody probably meant who wrote a tag that is none: `otel_v0.3.0` for `otel-v0.3.0`. Between
 * name and version the separator, the `v` and the rest of the prefix may differ, and so may the spelling of the name.
 * A version without a name may be of any package.
 *
 * @returns none for a tag of a declared package, and for a tag that is not like any
 */
export function nearVersionTags(tag: string, declared: readonly DeclaredTags[]): readonly string[] {
  if (matchVersionTag(tag, declared)) return [];
  const readings = [...tag.matchAll(/\d/g)].flatMap(({ index }) => {
    const version = parseVersion(tag.slice(index));
    const before = tag.slice(0, index);
    // A version is not cut in two at its dots, and no index takes a local part.
    if (version === undefined || version.local !== undefined || /\d\.$/.test(before)) return [];
    return { version, starts: startsOf(before) };
  });
  // The longest name wins, as in matchVersionTag.
  for (const { version, starts } of readings.toReversed()) {
    for (const start of starts) {
      const named = declared.filter((one) => namesOf(one).includes(start));
      if (named.length > 0) return tagsOf(named, version);
    }
  }
  // Alone, a single number is rather a date, a run, or a tag that moves such as v1.
  const bare = readings.find(
    ({ version, starts }) => starts.includes("") && version.release.length > 1,
  );
  return bare ? tagsOf(declared, bare.version) : [];
}

/** Packages that are released together have one tag. */
function tagsOf(declared: readonly DeclaredTags[], { canonical }: Version): readonly string[] {
  return [...new Set(declared.map((one) => renderedPrefix(one) + canonical))];
}

/** What a tag of a package may begin with: its prefix, or its name alone. Never nothing. */
function namesOf(declared: DeclaredTags): readonly string[] {
  const names = [...startsOf(renderedPrefix(declared)), ...startsOf(declared.packageName)];
  return names.filter((name) => name !== "");
}

/** A start without case and separators, with and without a v at its end. */
function startsOf(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .replace(/[-_./@+:]+/g, "-")
    .replace(/^-|-$/g, "");
  return [plain, plain.replace(/-?v$/, "")];
}
