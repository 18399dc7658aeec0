import type { Decision } from "@lablink-actions/action-kit";
import {
  type Channel,
  type Refusal,
  spellingNotices,
  type Version,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import type { Checks } from "./kinds/index.ts";
import type { Verdict } from "./verdict.ts";

export interface Found {
  readonly image: string;
  readonly channel: Channel;
  readonly checks: Checks;
  readonly expected: Version | undefined;
  readonly verdicts: readonly Verdict[];
}

/** What was found, in words and as a report. Failed checks are a finding as well; the step is red for them. */
export function describe(found: Found): Decision<Output> {
  const { image, channel, checks, expected, verdicts } = found;
  const count = (outcome: Verdict["outcome"]) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const failures = count("failed");
  // What failed comes first: that is what a reader looks for.
  const rows = verdicts
    .toSorted((left, right) => rank(left) - rank(right))
    .map((verdict) => [verdict.check, line(verdict)] as const);
  const isUnchecked = expected !== undefined && checks.distribution === undefined;
  return {
    outputs: {
      report: JSON.stringify({ image, channel: channel.name, checks: verdicts }),
      passed: String(count("passed")),
      failed: String(failures),
    },
    title: `Image ${failures > 0 ? "failed its checks" : "verified"} (${channel.name})`,
    facts: [["Image", image], ...rows, ...testsThatDidNotRun(found)],
    // A red step has one annotation: the one to read.
    ...(failures > 0
      ? { failure: checkFailed(image, verdicts.length, rows.slice(0, failures)) }
      : {
          notices: spellingNotices(channel),
          warnings: [
            ...(isUnchecked ? [noDistribution(expected)] : []),
            ...verdicts.filter(({ outcome }) => outcome === "not-compared").map(notCompared),
          ],
        }),
  };
}

/** On development the package's tests should run in the image. If none are named, nobody would notice. */
function testsThatDidNotRun({ channel, checks }: Found): readonly (readonly [string, string])[] {
  if (channel.name === "production" || checks.development?.tests !== undefined) return [];
  return [["Tests", "did not run: the checks have no tests under development"]];
}

/** `check-failed` (LA601). */
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
    remedy: "Fix the image, and build it again.",
  };
}

function noDistribution({ canonical }: Version): string {
  return `No distribution is named, so nothing shows that the image holds version ${canonical}.`;
}

function notCompared({ check, reason }: Verdict): string {
  return `Not compared with what is published: ${check}, ${reason}.`;
}

function rank({ outcome }: Verdict): number {
  return ["failed", "needs-gpu", "not-compared", "passed"].indexOf(outcome);
}

/** Outcome, time and reason; under them the last lines that were printed. */
function line({ outcome, seconds, reason, output }: Verdict): string {
  const first = `${outcome}, ${seconds.toFixed(1)} s${reason && ` – ${reason}`}`;
  return [first, ...output.map((printed) => `  ${printed}`)].join("\n");
}
