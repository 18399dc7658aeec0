import type { Refusal } from "@lablink-actions/release-core";

/** `release-gaps` (LA680): what was found makes the run red. */
export function releaseGaps(seen: string): Refusal {
  return {
    name: "release-gaps",
    seen,
    remedy:
      "The summary has a remedy for each, with the command if there is one. If a kind may stay, leave it out of fail-on.",
  };
}

/** `audit-incomplete` (LA681): something could not be read, so it is not known what is missing there. */
export function auditIncomplete(seen: string): Refusal {
  return {
    name: "audit-incomplete",
    seen,
    remedy: "Fix what the warnings say, or run it again. What could be read is in the report.",
  };
}

/** `issue-not-written` (LA682): GitHub's API did not do what the issue needs. */
export function issueNotWritten(seen: string, remedy: string): Refusal {
  return { name: "issue-not-written", seen, remedy };
}
