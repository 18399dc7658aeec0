import {
  accept,
  andThen,
  type DeclaredTags,
  listing,
  map,
  matchVersionTag,
  parseTagVersion,
  quote,
  type Refusal,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";

/** A release of a package, known by its tag. */
export interface ReleaseSubject {
  readonly kind: "release";
  readonly name: string;
  readonly packageName: string;
  readonly version: Version;
}

/** What documentation is published for; its name is the version's name on the site. */
export type Subject = { readonly kind: "branch"; readonly name: string } | ReleaseSubject;

/**
 * Reads from the ref what a run publishes documentation for. A release's ref is its tag.
 *
 * @returns the branch or the release, or undefined for a tag that belongs to no package; or
 * `docs-ref-unsupported` (LA650), `docs-version-invalid` (LA651), `docs-branch-like-release` (LA653),
 * `tag-version-invalid` (LA201)
 */
export function readSubject(
  ref: string,
  declared: readonly DeclaredTags[],
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
    // Its version would take the place of the release's.
    if (readRelease(name, declared)?.ok) return refuse(namedAsRelease(name));
    return map(readName(name), () => ({ kind: "branch", name }));
  }
  const release = readRelease(name, declared);
  if (release === undefined) return accept(undefined);
  return andThen(release, (subject) => map(readName(name), () => subject));
}

/** The release a tag stands for; undefined if the tag belongs to none of the packages. */
export function readRelease(
  tag: string,
  declared: readonly DeclaredTags[],
): Result<ReleaseSubject> | undefined {
  const match = matchVersionTag(tag, declared);
  if (match === undefined) return undefined;
  const { packageName } = match;
  return map(parseTagVersion(tag, match), (version) => {
    return { kind: "release", name: tag, packageName, version };
  });
}

function namedAsRelease(name: string): Refusal {
  return {
    name: "docs-branch-like-release",
    seen: `the branch ${quote(name)} is named as a release's tag, so its documentation would take the release's place`,
    remedy: "Rename the branch, or leave it out of the events that start this workflow.",
  };
}

// Other names that the site has at its root: the alias, and the files of mike, mkdocs, GitHub Pages and web servers.
const taken = [
  "latest",
  "index.html",
  "versions.json",
  "404.html",
  "CNAME",
  "robots.txt",
  "sitemap.xml",
  "sitemap.xml.gz",
];

/** Compared without case, because some file systems that a site is copied to know no case. */
function isTaken(name: string): boolean {
  return taken.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** A version is one folder of the site, a part of links, and a word on mike's command line. */
function readName(name: string): Result<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(name) && !isTaken(name)) return accept(name);
  return refuse({
    name: "docs-version-invalid",
    seen: `${quote(name)} cannot be the name of a version on the site`,
    remedy: `A version is one folder of the site: letters, digits, dots, hyphens, underscores and plus signs. It must not start with a dot or a hyphen, and must not be ${listing(taken, "or")}. Publish from a branch or tag with such a name.`,
  });
}
