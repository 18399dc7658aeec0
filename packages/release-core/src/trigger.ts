/** What started a run, in GitHub's own words (the `github` context), and who decides what it may do. */
export interface Trigger {
  /** `github.event_name`. */
  readonly eventName: string;
  /** `github.ref`: the full ref, such as `refs/heads/main`. */
  readonly ref: string;
  /** The environment asked for; empty when none was. */
  readonly environment: string;
  readonly policy: TriggerPolicy;
}

/** Which environments and refs mean what, in this repository. */
export interface TriggerPolicy {
  readonly developmentEnvironments: readonly string[];
  readonly productionEnvironments: readonly string[];
  /** Globs of refs production may be dispatched from: see `refMatches`. */
  readonly productionRefs: readonly string[];
}

/** Whether the run is of a pull request's own code, perhaps from a fork. */
export function isPullRequest({ eventName }: Trigger): boolean {
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

/** True if a pattern holds nothing but ref characters, `*` and `**`. */
export function isRefPattern(pattern: string): boolean {
  return /^[^\s~^:?[\]+!\\]+$/.test(pattern);
}

/**
 * Whether a ref is one of those a pattern names, by GitHub's filter patterns: `*` is anything but a slash,
 * `**` anything. A pattern that begins with `refs/` is held against the full ref, any other against the
 * branch's or tag's name; `*` alone is every ref.
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
