import type { Decision } from "@lablink-actions/action-kit";
import { platformName } from "@lablink-actions/release-core";
import type { Step } from "./plan.ts";
import { type PlatformImage, sortPlatforms } from "./platform-index.ts";

/** What was done, or, of a dry run, what would be. */
export function describe(steps: readonly Step[], dryRun: boolean) {
  const done = (action: Step["action"]) =>
    JSON.stringify(
      steps.filter((step) => step.action === action).map(({ reference }) => reference),
    );
  return {
    outputs: {
      promoted: dryRun ? "[]" : done("write"),
      unchanged: done("unchanged"),
      "held-back": done("held-back"),
    },
    title: dryRun ? "Promotion, a dry run: nothing was written" : "Promotion",
    notices: heldBack(steps),
    facts: [
      ...indexes(steps),
      ...steps.map((step) => [step.reference, outcome(step, dryRun)] as const),
    ],
  } satisfies Decision;
}

function heldBack(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ reference, behind }) =>
    behind === undefined ? [] : [`${reference} is held back, for ${behind} is the higher version`],
  );
}

/** Each index once, with what is in it. */
function indexes(steps: readonly Step[]): readonly (readonly [string, string])[] {
  const facts = steps.flatMap(({ target: { image, manifest, platforms } }) => {
    const members = ["an index of", ...sortPlatforms(platforms).map(member)].join("\n");
    return platforms.length > 0 ? [[`${image}@${manifest.digest}`, members] as const] : [];
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
  if (action === "held-back") return `held back, for ${behind} is higher: ${before}`;
  return `${dryRun ? "would be " : ""}${digest}, ${before === "absent" ? "new" : `was ${before}`}`;
}
