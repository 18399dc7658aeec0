import type { DeclaredTags } from "./version-tag.ts";

/** What started a run, in GitHub's own words (the `github` context), and the policy for it. */
export interface Trigger {
  /** `github.event_name`. */
  readonly eventName: string;
  /** `github.ref`: the full ref, such as `refs/heads/main`. */
  readonly ref: string;
  /** The environment asked for; empty if there was none. */
  readonly environment: string;
  readonly policy: TriggerPolicy;
}

/** What environments and refs mean in this repository. */
export interface TriggerPolicy {
  readonly developmentEnvironments: readonly string[];
  readonly productionEnvironments: readonly string[];
  /** Patterns of the refs that production may be dispatched from: see `refMatches`. */
  readonly productionRefs: readonly string[];
  /** `tag`: a pushed or released version tag is production as well. */
  readonly productionOn: "dispatch" | "tag";
  /** The version tags of what is built. */
  readonly releaseTags: readonly DeclaredTags[];
}

/** What started a run, apart from what it asks for. */
export type RunStart = Pick<Trigger, "eventName" | "ref">;

/** Whether the run is of a pull request's own code, perhaps from a fork. */
export function isPullRequest({ eventName }: Pick<RunStart, "eventName">): boolean {
  return eventName === "pull_request";
}

/** A ref without `refs/heads/`, `refs/tags/` or `refs/pull/`: GitHub's `ref_name`. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags|pull)\//, "");
}

/** The number of the pull request a ref belongs to (`refs/pull/123/merge`). */
export function pullRequestNumber(ref: string): string | undefined {
  return /^refs\/pull\/([0-9]+)\//.exec(ref)?.[1];
}

/** True if a pattern has only characters of refs, `*` and `**`. */
export function isRefPattern(pattern: string): boolean {
  return /^[^\s~^:?[\]+!\\]+$/.test(pattern);
}

/**
 * Whether a pattern names a ref, by GitHub's filter patterns: `*` is anything but a slash, `**` is anything. A
 * pattern that begins with `refs/` is compared with the full ref, any other with the name of the branch or tag. `*`
 * alone is every ref.
 */
export function refMatches(ref: string, pattern: string): boolean {
  if (!/^refs\/(?:heads|tags)\/./.test(ref)) return false;
  if (pattern === "*") return true;
  const expression = pattern
    .split(/(\*+)/)
    .map((part) => {
      if (part === "*") return "[^/]*";
      return part.startsWith("*") ? ".*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  const subject = pattern.startsWith("refs/") ? ref : refName(ref);
  return new RegExp(`^${expression}$`, "s").test(subject);
}
