import type { Decision } from "@lablink-actions/action-kit";
import { type DeclaredTags, listing, quote } from "@lablink-actions/release-core";
import type { BranchVersions } from "./branch-versions.ts";
import { comparedWith } from "./compared.ts";
import type { Output } from "./declaration.ts";
import { chooseRoot, isOnSite, isPublishedByRuns } from "./root.ts";
import type { PublishedVersion } from "./site.ts";
import type { Subject } from "./subject.ts";

/** What is known of the repository and its site. */
interface Known {
  readonly declared: readonly DeclaredTags[];
  readonly site: readonly PublishedVersion[];
  /** Where the site's root leads now. */
  readonly current: string | undefined;
  /** Those of origin. */
  readonly branches: ReadonlySet<string>;
  readonly branchVersions: BranchVersions;
  readonly defaultBranch: string;
  readonly root: string | undefined;
}

interface Found {
  /** Why `latest` does not move; undefined if it does. */
  readonly heldBack: string | undefined;
  readonly notices: readonly string[];
}

/** A run that publishes nothing, and is right not to. */
export function nothing(why: string): Decision<Output> {
  return { ...silent, notices: [why] };
}

/**
 * A tag of none of the packages.
 *
 * @param near the version tags that were probably meant
 */
export function nothingForTag(tag: string, near: readonly string[]): Decision<Output> {
  if (near.length === 0) {
    return nothing(
      `the tag ${quote(tag)} belongs to none of the packages, so no documentation is published for it`,
    );
  }
  const warning = `the tag ${quote(tag)} is not a version tag of these packages, so no documentation is published for it. Is ${listing(near, "or")} meant? Then delete this tag, and push that one. If all tags are written like this one, correct tag-prefix.`;
  return { ...silent, warnings: [warning] };
}

const silent: Decision<Output> = {
  outputs: { version: "", title: "", alias: "", "default-version": "", "compared-with": "" },
  title: "Documentation",
  facts: [["Version", "none"]],
};

/** A version that is published. */
export function describe(subject: Subject, found: Found, known: Known): Decision<Output> {
  const { name } = subject;
  const isRelease = subject.kind === "release";
  const title = isRelease ? `${subject.packageName} ${subject.version.canonical}` : name;
  const alias = found.heldBack === undefined ? "latest" : "";
  const { defaultBranch, branchVersions, current } = known;
  const published = { ...known, name, alias };
  const root = chooseRoot({
    ...published,
    given: known.root,
    ofDefaultBranch: branchVersions.get(defaultBranch) ?? defaultBranch,
  });
  const compared = comparedWith(subject, known.site, known.declared);
  const waits = known.root !== undefined && !isOnSite(known.root, published);
  return {
    outputs: { version: name, title, alias, "default-version": root, "compared-with": compared },
    title: "Documentation",
    facts: [
      ["Version", name],
      ...(subject.kind === "branch" && subject.branch !== name
        ? [["Branch", subject.branch] as const]
        : []),
      ["Title", title],
      ["latest", alias ? "moves to this version" : `stays: ${found.heldBack}`],
      ...(root ? [["Site's root", `leads to ${root} from now on`] as const] : []),
      ...(waits
        ? [["Site's root", `will lead to ${known.root} as soon as a run publishes it`] as const]
        : []),
    ],
    notices: found.notices,
    warnings: [
      ...rootWarnings(known.root ?? (root || current), known),
      ...[...branchVersions.keys()]
        .filter((branch) => !known.branches.has(branch))
        .map(
          (branch) =>
            `branch-versions names the branch ${quote(branch)}, and the repository has none of that name`,
        ),
    ],
  };
}

/** @param target where the site's root leads, or must lead; undefined if that is not known */
function rootWarnings(target: string | undefined, known: Known): readonly string[] {
  const { declared, branchVersions, branches, defaultBranch } = known;
  if (target === undefined || isPublishedByRuns(target, declared, branchVersions, branches)) {
    return [];
  }
  const verb = known.root === undefined ? "leads" : "must lead";
  return [
    `the site's root ${verb} to ${quote(target)}, which no run publishes: it is neither latest nor a release's tag, and no branch is published as that. Write branch-versions: ${defaultBranch}=${target}, or set root to a version that is published.`,
  ];
}
