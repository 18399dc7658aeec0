/**
 * The references of pages and the example to this repository's own actions and workflows, and their version: the
 * current major one, which a reader should copy. What the repository's own workflows and actions name by `$/` has no
 * version: it is of the commit that runs.
 */
import type { Sources } from "./git.ts";
import { majorOf } from "./publish-release/version.ts";

interface SelfReference {
  readonly path: string;
  readonly line: number;
  /** As in `uses:`, without the repository: `select-dockerfile`, `.github/workflows/images.yml`. */
  readonly name: string;
  readonly ref: string;
  /** The ref that it must have. */
  readonly expected: string;
}

// GitHub compares the names of owner and repository without case.
const pattern = /(talmolab\/lablink-actions\/)([\w./-]+)@([\w./+-]*\w)/gi;

// The changelog is about past versions, in their own words.
const holdsReferences = (path: string) =>
  /^(\.github\/workflows|examples)\/.+\.ya?ml$|\.md$/.test(path) && path !== "CHANGELOG.md";

/** Every reference, with the ref that it must have at a version. */
export function selfReferences(sources: Sources, version: string): SelfReference[] {
  const expected = `v${majorOf(version)}`;
  return [...sources].flatMap(([path, text]) => {
    if (!holdsReferences(path)) return [];
    return [...text.matchAll(pattern)].map(({ index, 2: name = "", 3: ref = "" }) => {
      const line = text.slice(0, index).split("\n").length;
      return { path, line, name, ref, expected };
    });
  });
}

/** The file of the repository that a reference names. */
export function referencedFile(name: string): string {
  return name.startsWith(".github/workflows/") ? name : `actions/${name}/action.yml`;
}

/** A file's text with every reference at the major version. */
export function withSelfReferences(path: string, text: string, version: string): string {
  if (!holdsReferences(path)) return text;
  return text.replace(
    pattern,
    (_, repository, name) => `${repository}${name}@v${majorOf(version)}`,
  );
}
