/**
 * What refers to this repository's own actions and workflows, and at which version it has to. YAML that runs names
 * the exact version of the release it belongs to: a workflow of 1.2.3 must not pick up the actions of 1.3.0.
 * Pages show the major version, which is what a reader should copy, or the exact one.
 */
import major from "semver/functions/major.js";
import type { Sources } from "./git.ts";

export interface SelfReference {
  readonly path: string;
  readonly line: number;
  /** As in `uses:`, without the repository: `select-dockerfile`, `.github/workflows/images.yml`. */
  readonly name: string;
  readonly ref: string;
  /** The ref it has to have. */
  readonly expected: string;
}

// GitHub compares the names of owner and repository without case.
const pattern = /(talmolab\/lablink-actions\/)([\w./-]+)@([\w./+-]*\w)/gi;

const runs = /^(\.github\/workflows\/[^/]+|actions\/[^/]+\/action|examples\/.+)\.ya?ml$/;
const page = /\.md$/;

// The changelog tells of past versions, in their own words.
const holdsReferences = (path: string) =>
  runs.test(path) || (page.test(path) && path !== "CHANGELOG.md");

function expectedRef(path: string, ref: string, version: string): string {
  return page.test(path) && /^v\d+$/.test(ref) ? `v${major(version)}` : `v${version}`;
}

/** Every reference there is, with the ref it has to have at a version. */
export function selfReferences(sources: Sources, version: string): SelfReference[] {
  return [...sources].flatMap(([path, text]) => {
    if (!holdsReferences(path)) return [];
    return [...text.matchAll(pattern)].map(({ index, 2: name = "", 3: ref = "" }) => {
      const line = text.slice(0, index).split("\n").length;
      return { path, line, name, ref, expected: expectedRef(path, ref, version) };
    });
  });
}

/** Where the repository has what a reference names. */
export function referencedFile(name: string): string {
  return name.startsWith(".github/workflows/") ? name : `actions/${name}/action.yml`;
}

/** A file's text with every reference at a version. */
export function withSelfReferences(path: string, text: string, version: string): string {
  if (!holdsReferences(path)) return text;
  return text.replace(
    pattern,
    (_, repository, name, ref) => `${repository}${name}@${expectedRef(path, ref, version)}`,
  );
}
