import type { Decision } from "@lablink-actions/action-kit";
import type { Step } from "./plan.ts";

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
    facts: steps.map((step) => [step.reference, outcome(step, dryRun)] as const),
  } satisfies Decision;
}

function heldBack(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ reference, behind }) =>
    behind === undefined ? [] : [`${reference} is held back, for ${behind} is the higher version`],
  );
}

function outcome({ action, before, behind, found }: Step, dryRun: boolean): string {
  const { digest } = found.manifest;
  if (action === "unchanged") return `${digest}, as before`;
  if (action === "held-back") return `held back, for ${behind} is higher: ${before}`;
  return `${dryRun ? "would be " : ""}${digest}, ${before === "absent" ? "new" : `was ${before}`}`;
}
