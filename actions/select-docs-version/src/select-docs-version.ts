import type { Decision, Git } from "@lablink-actions/action-kit";
import { accept, type DeclaredTags, map, type Result } from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { decideLatest } from "./latest.ts";
import { newerOnSite, type PublishedVersion, readSite } from "./site.ts";
import type { Subject } from "./subject.ts";

interface SelectDocsVersionInputs {
  readonly declared: readonly DeclaredTags[];
  /** The branch mike keeps the site on. */
  readonly siteBranch: string;
  readonly ref: string;
  /** What the ref stands for; undefined for a tag that belongs to no package. */
  readonly subject: Subject | undefined;
  /** Whether GitHub's release is marked as a pre-release. */
  readonly markedPrerelease: boolean;
  readonly defaultBranch: string;
}

/**
 * Decides which version of the site a run publishes, and whether `latest` moves to it.
 *
 * @returns the outputs, all empty for a tag that belongs to no package, for a tag that has moved, and for a commit that
 * is older than the one its branch is published from; or `docs-site-unreadable` (LA652)
 */
export async function selectDocsVersion(
  inputs: SelectDocsVersionInputs,
  git: Git,
): Promise<Result<Decision<Output>>> {
  const { declared, siteBranch, subject: chosen } = inputs;
  if (chosen === undefined) {
    const why = `${inputs.ref} belongs to none of the packages, so no documentation is published for it`;
    return accept(nothing(why));
  }

  const site = await readSite(git, siteBranch);
  if (!site.ok) return site;
  if (chosen.kind === "branch") {
    const newer = await newerOnSite(git, chosen.name, site.value);
    return map(newer, (commit) =>
      commit === undefined
        ? describe(chosen, undefined, site.value, inputs)
        : nothing(
            `the site has ${chosen.name} from ${commit.slice(0, 7)}, which is later than this run's commit, so nothing is published`,
          ),
    );
  }

  const moved = await movedTag(git, chosen.name);
  if (moved !== undefined) {
    return accept(
      nothing(
        `the tag ${chosen.name} is now at ${moved.slice(0, 7)}, which is not this run's commit, so nothing is published`,
      ),
    );
  }
  const latest = decideLatest(chosen, inputs.markedPrerelease, site.value, declared);
  if (latest.moves !== "if-contained") {
    const heldBack = latest.moves ? undefined : latest.reason;
    return accept(describe(chosen, heldBack, site.value, inputs));
  }
  const { exitCode } = await git("merge-base", "--is-ancestor", `refs/tags/${latest.tag}`, "HEAD");
  // 1 means no; anything else means that git cannot say, perhaps because the tag is gone.
  const verb = exitCode === 1 ? "is not" : "cannot be found";
  const heldBack = exitCode === 0 ? undefined : `${latest.tag} ${verb} in this commit's history`;
  return accept(describe(chosen, heldBack, site.value, inputs));
}

/** The commit of a tag that has moved since the run began; undefined if it has not, or is not in this clone. */
async function movedTag(git: Git, tag: string): Promise<string | undefined> {
  const [head, tagged] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("rev-parse", "--verify", "--quiet", `refs/tags/${tag}^{commit}`),
  ]);
  return tagged.exitCode === 0 && tagged.output !== head.output ? tagged.output : undefined;
}

function nothing(why: string): Decision<Output> {
  return {
    outputs: { version: "", title: "", alias: "", "default-version": "" },
    title: "Documentation",
    facts: [["Version", "none"]],
    notices: [why],
  };
}

/** @param heldBack why `latest` does not move to a release; undefined if it does */
function describe(
  subject: Subject,
  heldBack: string | undefined,
  site: readonly PublishedVersion[],
  { defaultBranch }: SelectDocsVersionInputs,
): Decision<Output> {
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
 * Where the site's root must lead from now on; empty if it must not change. It is set when the version it leads to is
 * first published, and not again, so that a default set by hand stays.
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
