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
  type Trigger,
} from "@lablink-actions/release-core";
import { type Checks, type ChecksSource, parseChecks } from "./checks.ts";
import { type ContainerEffects, cancelled, examine } from "./container.ts";
import { describe } from "./describe.ts";
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
 * @returns the report, with the failure `check-failed` (LA601) where any check failed; or a refusal: the trigger's
 * and version's (LA1xx), or why nothing could be looked at (LA602 to LA607)
 */
export async function verifyImage(
  inputs: VerifyImageInputs,
  effects: VerifyImageEffects,
): Promise<Result<Decision<"report" | "passed" | "failed">>> {
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
  return map(examined, (reader) => {
    const verdicts = judgeAll(plan, reader, inputs.timeout);
    return describe({ image, channel, checks, expected, verdicts });
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
