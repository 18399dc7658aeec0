import type { Decision } from "@lablink-actions/action-kit";
import { imageReference, platformName } from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import type { Step } from "./plan.ts";
import { type PlatformImage, sortPlatforms } from "./platform-index.ts";

/** What was done, or what would be done if it is a dry run. */
export function describe(
  steps: readonly Step[],
  dryRun: boolean,
  wasCancelled = false,
): Decision<Output> {
  const done = (action: Step["action"]) =>
    JSON.stringify(
      steps.filter((step) => step.action === action).map(({ reference }) => reference),
    );
  return {
    outputs: {
      promoted: dryRun ? "[]" : done("write"),
      unchanged: done("unchanged"),
      "held-back": done("held-back"),
      digests: JSON.stringify(digestsOf(steps, dryRun)),
    },
    title: dryRun ? "Promotion, a dry run: nothing was written" : "Promotion",
    notices: heldBack(steps),
    warnings: wasCancelled
      ? ["The run was cancelled while tags were written. The promotion was finished first."]
      : [],
    facts: [
      ...indexes(steps),
      ...steps.map((step) => [step.reference, outcome(step, dryRun)] as const),
    ],
  };
}

/** What each reference names after the run, if it names something that was promoted. */
function digestsOf(steps: readonly Step[], dryRun: boolean): Readonly<Record<string, string>> {
  const named = steps.filter(
    ({ action }) => action === "unchanged" || (action === "write" && !dryRun),
  );
  return Object.fromEntries(
    named.map(({ reference, target }) => [reference, target.manifest.digest]),
  );
}

function heldBack(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ reference, behind }) =>
    behind === undefined
      ? []
      : [`${reference} is held back, because ${behind} is the higher version`],
  );
}

/** Each index once, with what is in it. */
function indexes(steps: readonly Step[]): readonly (readonly [string, string])[] {
  const facts = steps.flatMap(({ target: { image, manifest, platforms } }) => {
    const members = ["an index of", ...sortPlatforms(platforms).map(member)].join("\n");
    return platforms.length > 0 ? [[imageReference(image, manifest.digest), members] as const] : [];
  });
  return [...new Map(facts)];
}

function member({ platform, image, attestations }: PlatformImage): string {
  const attested = attestations.map(({ digest }) => digest).join(" and ");
  return `${platformName(platform)}: ${image.digest}${attested && `, attested by ${attested}`}`;
}

function outcome({ action, before, behind, target }: Step, dryRun: boolean): string {
  const { digest } = target.manifest;
  if (action === "unchanged") return `${digest}, as before`;
  if (action === "held-back") return `held back, because ${behind} is higher: ${before}`;
  return `${dryRun ? "would be " : ""}${digest}, ${before === "absent" ? "new" : `was ${before}`}`;
}
