import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  andThen,
  type Channel,
  combine,
  decideImageChannel,
  imageVersion,
  map,
  normalizePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  spellingNotices,
  type Trigger,
} from "@lablink-actions/release-core";
import { type Checks, type ChecksSource, parseChecks } from "./checks.ts";
import { type ContainerEffects, cancelled, examine } from "./container.ts";
import type { FrameReader } from "./frames.ts";
import { type ImageEffects, parsePinnedImage, requireImage } from "./image.ts";
import { needsNetwork, type PlannedCheck, planChecks } from "./plan.ts";
import { judge, unseen, type Verdict } from "./verdict.ts";

export interface VerifyImageInputs {
  readonly trigger: Trigger;
  readonly image: string;
  readonly checks: ChecksSource;
  /** The distribution the image is of; empty where only the checks name one, or none does. */
  readonly package: string;
  readonly version: string;
  /** Seconds for all checks. */
  readonly timeout: number;
}

export interface VerifyImageEffects
  extends Omit<ContainerEffects, "show">,
    Omit<ImageEffects, "docker" | "signal"> {
  /** Writes a line to the log. */
  readonly log: (line: string) => void;
}

/**
 * Looks into an image, in one container, and says of every check what came of it.
 *
 * @returns the report, or a refusal: the trigger's and version's (LA1xx), `check-failed` (LA601) for all that
 * failed, or why nothing could be looked at (LA602 to LA607)
 */
export async function verifyImage(inputs: VerifyImageInputs, effects: VerifyImageEffects) {
  const read = readInputs(inputs);
  if (!read.ok) return read;
  const { image, channel, checks, expected } = read.value;
  const present = await requireImage(image, effects);
  if (effects.signal.aborted) return cancelled();
  if (!present.ok) return present;

  const plan = planChecks(checks, channel, expected);
  const examined = await examine(
    {
      image,
      checks: plan,
      venv: checks.venv,
      network: needsNetwork(checks, channel),
      timeout: inputs.timeout,
    },
    { ...effects, show: testOutput(plan, effects.log) },
  );
  return andThen(examined, (reader) => {
    const verdicts = judgeAll(plan, reader, inputs.timeout);
    return describe({ image, channel, checks, expected, verdicts }, effects.log);
  });
}

function readInputs(inputs: VerifyImageInputs) {
  const checks = andThen(parseChecks(inputs.checks), (written) =>
    withDistribution(written, inputs.package),
  );
  const read = combine({
    run: decideRun(inputs.trigger, inputs.version),
    image: parsePinnedImage(inputs.image),
    checks,
  });
  return map(read, ({ run, ...others }) => ({ ...run, ...others }));
}

/**
 * The shared decision, and the version the image is expected to hold. What `version` means follows from the
 * channel: on production it is what was asked to be built, so the decision is asked for it. On development it
 * only says what the local code has, and nothing is built from it; so the decision is asked without it, as the
 * steps before it asked when they built.
 */
function decideRun(
  trigger: Trigger,
  version: string,
): Result<{ readonly channel: Channel; readonly expected: string }> {
  const withoutVersion = decideImageChannel(trigger, "");
  if (!withoutVersion.ok || withoutVersion.value.name === "production") {
    return map(decideImageChannel(trigger, version), (channel) => ({
      channel,
      expected: imageVersion(channel) ?? "",
    }));
  }
  if (version !== "" && parseVersion(version) === undefined) {
    return refuse({
      name: "input-invalid",
      seen: `the input version is ${quote(version)}, which is not a PEP 440 version`,
      remedy: "Give the version the local code has, or leave version empty on development.",
    });
  }
  return accept({ channel: withoutVersion.value, expected: version });
}

/** The input `package` names the distribution where the checks do not; they may not name two. */
function withDistribution(checks: Checks, name: string): Result<Checks> {
  const { distribution = name } = checks;
  if (name !== "" && normalizePackageName(name) !== normalizePackageName(distribution)) {
    return refuse({
      name: "checks-invalid",
      seen: `the checks are of the distribution ${quote(distribution)}, and the input package is ${quote(name)}`,
      remedy: "Leave one of them out, or make them the same.",
    });
  }
  return accept(distribution === "" ? checks : { ...checks, distribution });
}

/** A verdict on every check: also on those the probe had no time for. */
function judgeAll(plan: readonly PlannedCheck[], reader: FrameReader, timeout: number): Verdict[] {
  return plan.flatMap((check): Verdict[] => {
    const seen = reader.observations.filter((observation) => observation.check === check.id);
    const verdicts = seen.map((observation) => judge(check, observation));
    const { underWay } = reader;
    if (underWay?.check === check.id) {
      const part = underWay.part
        ? { ...check, name: `${check.name}: ${underWay.part.name}` }
        : check;
      return [...verdicts, unseen(part, `was still running when ${timeout} s were over`)];
    }
    return verdicts.length > 0
      ? verdicts
      : [unseen(check, `was not reached within the ${timeout} s there are for all checks`)];
  });
}

interface Found {
  readonly image: string;
  readonly channel: Channel;
  readonly checks: Checks;
  readonly expected: string;
  readonly verdicts: readonly Verdict[];
}

function describe(
  { image, channel, checks, expected, verdicts }: Found,
  log: (line: string) => void,
) {
  const count = (outcome: Verdict["outcome"]) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const failures = count("failed");
  const report = JSON.stringify({ image, channel: channel.name, checks: verdicts });
  if (failures > 0) {
    // A refusal has no outputs, so whoever reads the report by a program finds it here.
    log(report);
    return refuse({
      name: "check-failed",
      seen: [
        `${failures} of ${verdicts.length} checks of ${image} failed`,
        // What failed comes first: a page shows the beginning of an annotation.
        ...[...verdicts]
          .sort((left, right) => rank(left) - rank(right))
          .map((verdict) => `${verdict.check}: ${line(verdict)}`),
      ].join("\n"),
      remedy: "Mend the image, and build it again.",
    });
  }
  const unchecked = expected !== "" && checks.distribution === undefined;
  return accept({
    outputs: { report, passed: String(count("passed")), failed: "0" },
    title: `Image verified (${channel.name})`,
    facts: [
      ["Image", image],
      ...verdicts.map((verdict) => [verdict.check, line(verdict)] as const),
    ],
    notices: spellingNotices(channel),
    warnings: unchecked
      ? [`No distribution is named, so nothing shows that the image holds version ${expected}.`]
      : [],
  } satisfies Decision);
}

function rank({ outcome }: Verdict): number {
  return ["failed", "needs-gpu", "passed"].indexOf(outcome);
}

/** Outcome, time and reason; under them the last lines that were printed. */
function line({ outcome, seconds, reason, output }: Verdict): string {
  const told = `${outcome}, ${seconds.toFixed(1)} s${reason && ` – ${reason}`}`;
  return [told, ...output.map((printed) => `  ${printed}`)].join("\n");
}

/** Shows the package's tests as they run: whole lines, of at most a few thousand characters. */
function testOutput(plan: readonly PlannedCheck[], log: (line: string) => void) {
  const tests = new Set(
    plan.filter((check) => check.kind === "execute" && check.tests).map(({ id }) => id),
  );
  let rest = "";
  return (check: number, chunk: Buffer) => {
    if (!tests.has(check)) return;
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = (lines.pop() ?? "").slice(-4000);
    for (const text of lines) log(text.slice(0, 4000));
  };
}
