import {
  accept,
  andThen,
  type DeclaredTags,
  map,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type BranchVersions, versionOfBranch } from "./branch-versions.ts";
import { readName } from "./names.ts";
import { type ReleaseSubject, readRelease } from "./release.ts";

/** A branch, and the name of its version on the site. */
interface BranchSubject {
  readonly kind: "branch";
  readonly branch: string;
  readonly name: string;
}

/** What documentation is published for; its name is the version's name on the site. */
export type Subject = BranchSubject | ReleaseSubject;

/**
 * Reads from the ref what a run publishes documentation for. A release's ref is its tag.
 *
 * @returns the branch or the release, or undefined for a tag that belongs to no package; or
 * `docs-ref-unsupported` (LA650), `docs-version-invalid` (LA651), `docs-branch-like-release` (LA653),
 * `docs-version-shared` (LA654), `tag-version-invalid` (LA201)
 */
export function readSubject(
  ref: string,
  declared: readonly DeclaredTags[],
  branchVersions: BranchVersions,
): Result<Subject | undefined> {
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref) ?? [];
  if (kind === undefined) {
    return refuse({
      name: "docs-ref-unsupported",
      seen: `documentation is published for branches and tags, and this run is for ${quote(ref)}`,
      remedy:
        "Publish on pushes, releases and manual dispatches only; on pull requests, only build.",
    });
  }
  if (kind === "heads") {
    return map(versionOfBranch(name, branchVersions, declared), (version) => {
      return { kind: "branch", branch: name, name: version };
    });
  }
  const release = readRelease(name, declared);
  if (release === undefined) return accept(undefined);
  return andThen(release, (subject) => map(readName(subject.name), () => subject));
}
