import type { Decision, IndexWithFiles } from "@lablink-actions/action-kit";
import {
  heedCancellation,
  type ImageEffects,
  type MountedFile,
  type PinnedImage,
  requireImage,
} from "@lablink-actions/engine";
import {
  accept,
  type Channel,
  map,
  type PackageSource,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import { nothingChecked } from "./checks.ts";
import type { ContainerEffects, Examined } from "./container.ts";
import type { Output } from "./declaration.ts";
import { describe } from "./describe.ts";
import type { Observation } from "./frames.ts";
import { readFacts } from "./image-facts.ts";
import type { Checks } from "./kinds/index.ts";
import { type PlannedCheck, planChecks } from "./plan.ts";
import { type Place, readPlace } from "./published/place.ts";
import {
  judgeOthers,
  judgePublished,
  listPublished,
  type Published,
} from "./published/published.ts";
import { examineAll } from "./rounds.ts";
import { bounded, judge, unseen, type Verdict, verdictOf } from "./verdict.ts";

interface VerifyImageInputs {
  readonly image: PinnedImage;
  readonly channel: Channel;
  /** The version that the distribution must have; undefined if any will do. */
  readonly expected: Version | undefined;
  /** What production was built from. */
  readonly source: PackageSource;
  readonly checks: Checks;
  /** The files that they name. */
  readonly mounts: readonly MountedFile[];
  /** Seconds for all checks. */
  readonly timeout: number;
}

export interface VerifyImageEffects
  extends Omit<ContainerEffects, "show" | "observe">,
    Pick<ImageEffects, "freeBytes"> {
  /** Finds the index that production was installed from; called on production only. */
  readonly openIndex: () => Promise<Result<IndexWithFiles>>;
  /** Writes a line to the log. */
  readonly log: (line: string) => void;
}

/** Seconds that a single check has, unless it is the package's tests. */
const checkLimit = 60;

/**
 * Looks into an image, in one container, and says of every check what came of it.
 *
 * @returns the report, with the failure `check-failed` (LA601) if any check failed; or why nothing could be looked at
 * (LA602, LA604 to LA607, LA609, LA610, LA612, on production LA801 to LA803). It throws if the run is cancelled.
 */
export async function verifyImage(
  inputs: VerifyImageInputs,
  effects: VerifyImageEffects,
): Promise<Result<Decision<Output>>> {
  const { image, channel, expected, checks, mounts, timeout } = inputs;
  const limit = Math.min(checkLimit, timeout);
  const { rows, inside, outside } = planChecks(checks, { channel, expected, timeout, limit });
  if (rows.length === 0) return refuse(nothingChecked(channel.name));
  const present = await requireImage(image, effects);
  heedCancellation(effects.signal);
  if (!present.ok) return present;

  const published = await publishedOf(inputs, effects);
  if (!published.ok) return published;
  const facts = await readFacts(image.reference, outside, effects);
  if (!facts.ok) return facts;
  // Each is judged when it comes: an image can print more than the memory holds.
  const judged: Verdict[][] = inside.map(() => []);
  let place: Place | undefined;
  const observe = (observation: Observation) => {
    const { check, part, seen } = observation;
    const planned = inside[check];
    if (planned?.look.kind === "distribution" && !part) place = readPlace(seen);
    if (planned) judged[check]?.push(judge(planned, observation));
  };
  const examined = await examineAll(
    { image, checks: inside, mounts, venv: checks.venv, timeout, limit },
    { ...effects, observe, show: shownIn(inside, effects.log) },
  );
  if (!examined.ok) return examined;
  const compared = await compare(image.reference, published.value, place, effects);
  if (!compared.ok) return compared;
  const verdicts = bounded([
    ...rows.flatMap((row) =>
      "judgeOutside" in row
        ? [verdictOf(row.name, row.judgeOutside(facts.value), 0)]
        : complete(row, judged[row.id], examined.value, timeout),
    ),
    ...compared.value,
    ...fromCheckout(inputs),
  ]);
  return map(verdicts, (all) =>
    describe({ image: image.reference, channel, checks, expected, verdicts: all }),
  );
}

/** What the index has of the version, on production, if a distribution is named. */
async function publishedOf(
  { channel, source, expected, checks: { distribution } }: VerifyImageInputs,
  { openIndex }: VerifyImageEffects,
): Promise<Result<Published | undefined>> {
  return channel.name === "production" &&
    source === "index" &&
    expected !== undefined &&
    distribution !== undefined
    ? listPublished(distribution, expected, openIndex)
    : accept(undefined);
}

/** The index has nothing to compare with what was built from a commit. */
function fromCheckout({ channel, source, checks }: VerifyImageInputs): readonly Verdict[] {
  if (channel.name !== "production" || source === "index" || !checks.distribution) return [];
  const judgement = {
    outcome: "not-compared",
    reason: "built from the checkout, not compared",
  } as const;
  return [verdictOf(`published ${checks.distribution}`, judgement, 0)];
}

/** The verdict on the installed files; none if there is nothing to compare them with. */
async function compare(
  reference: string,
  published: Published | undefined,
  place: Place | undefined,
  effects: VerifyImageEffects,
): Promise<Result<readonly Verdict[]>> {
  if (published === undefined) return accept([]);
  const begin = effects.now();
  const judgement = await judgePublished(reference, published, place, effects);
  const seconds = (effects.now() - begin) / 1000;
  const others = judgeOthers(place);
  return map(judgement, (judged) => [
    verdictOf(`published ${published.distribution}`, judged, seconds),
    ...(others ? [verdictOf("other distributions", others, 0)] : []),
  ]);
}

/** The verdicts on a check, also on one that the probe had no time for. */
function complete(
  check: PlannedCheck,
  verdicts: readonly Verdict[] = [],
  ends: readonly Examined[],
  timeout: number,
): readonly Verdict[] {
  const underWay = ends.map((end) => end.underWay).find((at) => at?.check === check.id);
  if (underWay) {
    const reason = `was still running when ${timeout} s were over`;
    return [...verdicts, unseen(check, reason, underWay.part)];
  }
  if (verdicts.length > 0) return verdicts;
  return [unseen(check, `was not reached within the ${timeout} s there are for all checks`)];
}

/** Shows what some checks print as they run: whole lines, of at most a few thousand characters. */
function shownIn(plan: readonly PlannedCheck[], log: (line: string) => void) {
  let rest = "";
  return (check: number, chunk: Buffer) => {
    if (!plan[check]?.isShown) return;
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = (lines.pop() ?? "").slice(-4000);
    for (const text of lines) log(text.slice(0, 4000));
  };
}
