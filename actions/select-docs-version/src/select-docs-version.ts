import type { Decision, Git } from "@lablink-actions/action-kit";
import {
  accept,
  combine,
  declareTags,
  map,
  type NonEmpty,
  type Result,
} from "@lablink-actions/release-core";
import { decideLatest } from "./latest.ts";
import { newerOnSite, type PublishedVersion, readSite, requireBranchName } from "./site.ts";
import { readSubject, type Subject } from "./subject.ts";

export interface SelectDocsVersionInputs {
  readonly packages: NonEmpty<string>;
  readonly prefixes: NonEmpty<string>;
  readonly siteBranch: string;
  readonly ref: string;
  /** Whether GitHub's release is marked as a pre-release. */
  readonly markedPrerelease: boolean;
  readonly defaultBranch: string;
}

/**
 * Decides which version of the site a run publishes, and whether `latest` moves to it.
 *
 * @returns the outputs, all empty for a tag of no package given, and for a commit older than what is published of its
 * branch; or `docs-ref-unsupported` (LA650), `docs-version-invalid` (LA651), `docs-site-unreadable` (LA652),
 * `tag-version-invalid` (LA201), `package-invalid` (LA215), `input-invalid` (LA902)
 */
export async function selectDocsVersion(
  inputs: SelectDocsVersionInputs,
  git: Git,
): Promise<Result<Decision>> {
  const checked = combine({
    declared: declareTags(inputs.packages, inputs.prefixes),
    siteBranch: await requireBranchName(git, inputs.siteBranch),
  });
  if (!checked.ok) return checked;
  const { declared, siteBranch } = checked.value;
  const subject = readSubject(inputs.ref, declared);
  if (!subject.ok) return subject;
  if (subject.value === undefined) {
    const why = `${inputs.ref} is a tag of none of the packages: no documentation is published of it`;
    return accept(nothing(why));
  }

  const site = await readSite(git, siteBranch);
  if (!site.ok) return site;
  const chosen = subject.value;
  if (chosen.kind === "branch") {
    const newer = await newerOnSite(git, chosen.name, site.value);
    return map(newer, (commit) =>
      commit === undefined
        ? describe(chosen, undefined, site.value, inputs)
        : nothing(
            `${chosen.name} is on the site as of ${commit.slice(0, 7)}, which is later than this run's commit: its documentation stays`,
          ),
    );
  }

  const latest = decideLatest(chosen, inputs.markedPrerelease, site.value, declared);
  if (latest.moves !== "if-contained") {
    const heldBack = latest.moves ? undefined : latest.reason;
    return accept(describe(chosen, heldBack, site.value, inputs));
  }
  const { exitCode } = await git("merge-base", "--is-ancestor", `refs/tags/${latest.tag}`, "HEAD");
  // 1 says no; anything else that it cannot be told, say for a tag that is gone.
  const verb = exitCode === 1 ? "is not" : "cannot be found";
  const heldBack = exitCode === 0 ? undefined : `${latest.tag} ${verb} in this commit's history`;
  return accept(describe(chosen, heldBack, site.value, inputs));
}

function nothing(why: string): Decision {
  return {
    outputs: { version: "", title: "", alias: "", "default-version": "" },
    title: "Documentation",
    facts: [["Version", "none"]],
    notices: [why],
  };
}

/** @param heldBack why `latest` does not move to a release; undefined where it does */
function describe(
  subject: Subject,
  heldBack: string | undefined,
  site: readonly PublishedVersion[],
  { defaultBranch }: SelectDocsVersionInputs,
): Decision {
  const { name } = subject;
  const isRelease = subject.kind === "release";
  const title = isRelease ? `${subject.packageName} ${subject.version.canonical}` : name;
  const alias = isRelease && heldBack === undefined ? "latest" : "";
  const root = rootOf(name, alias, site, defaultBranch);
  return {
    outputs: { version: name, title, alias, "default-version": root },
    title: "Documentation",
    facts: [
      ["Version", name],
      ["Title", title],
      ["latest", alias ? "moves to this version" : `stays: ${heldBack ?? "this is a branch"}`],
      ...(root ? [["Site's root", `leads to ${root} from now on`] as const] : []),
    ],
  };
}

/**
 * Where the site's root has to lead from now on. It is set when there is first something to lead to, and then left
 * alone: whoever sets another default by hand keeps it.
 */
function rootOf(
  name: string,
  alias: string,
  site: readonly PublishedVersion[],
  defaultBranch: string,
): string {
  if (site.some(({ aliases }) => aliases.includes("latest"))) return "";
  if (alias !== "") return alias;
  const isFirst = !site.some(({ version }) => version === name);
  return name === defaultBranch && isFirst ? name : "";
}
