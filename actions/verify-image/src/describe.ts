import type { Decision } from "@lablink-actions/action-kit";
import { type Channel, type Refusal, spellingNotices } from "@lablink-actions/release-core";
import type { Checks } from "./checks.ts";
import type { Verdict } from "./verdict.ts";

export interface Found {
  readonly image: string;
  readonly channel: Channel;
  readonly checks: Checks;
  readonly expected: string;
  readonly verdicts: readonly Verdict[];
}

/** What was found, in words and as a report; failed checks are a finding as well, which the step is red for. */
export function describe({ image, channel, checks, expected, verdicts }: Found) {
  const count = (outcome: Verdict["outcome"]) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const failures = count("failed");
  // What failed comes first, for whoever looks at the table looks for that.
  const rows = verdicts
    .toSorted((left, right) => rank(left) - rank(right))
    .map((verdict) => [verdict.check, line(verdict)] as const);
  const unchecked = expected !== "" && checks.distribution === undefined;
  return {
    outputs: {
      report: JSON.stringify({ image, channel: channel.name, checks: verdicts }),
      passed: String(count("passed")),
      failed: String(failures),
    },
    title: `Image ${failures > 0 ? "failed its checks" : "verified"} (${channel.name})`,
    facts: [["Image", image], ...rows],
    // A red step has one annotation, which is what to read.
    ...(failures > 0
      ? { failure: checkFailed(image, verdicts.length, rows.slice(0, failures)) }
      : {
          notices: spellingNotices(channel),
          warnings: unchecked ? [noDistribution(expected)] : [],
        }),
  } satisfies Decision;
}

function checkFailed(
  image: string,
  checks: number,
  failures: readonly (readonly [check: string, line: string])[],
): Refusal {
  return {
    name: "check-failed",
    seen: [
      `${failures.length} of ${checks} checks of ${image} failed`,
      ...failures.map((failure) => failure.join(": ")),
    ].join("\n"),
    remedy: "Mend the image, and build it again.",
  };
}

function noDistribution(expected: string): string {
  return `No distribution is named, so nothing shows that the image holds version ${expected}.`;
}

function rank({ outcome }: Verdict): number {
  return ["failed", "needs-gpu", "passed"].indexOf(outcome);
}

/** Outcome, time and reason; under them the last lines that were printed. */
function line({ outcome, seconds, reason, output }: Verdict): string {
  const told = `${outcome}, ${seconds.toFixed(1)} s${reason && ` – ${reason}`}`;
  return [told, ...output.map((printed) => `  ${printed}`)].join("\n");
}
