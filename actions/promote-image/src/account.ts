import {
  type Digest,
  isNonEmpty,
  listing,
  type NonEmpty,
  type Refusal,
  type Result,
} from "@lablink-actions/release-core";
import type { Step } from "./plan.ts";

/** The result of writing a tag and of reading it back. A cancelled run gets no answer. */
export type Attempt = Result<void> | "unconfirmed" | "cancelled";

/** Asks the registry what a tag is now; undefined if it does not say. */
export type Look = (step: Step) => Promise<Digest | "absent" | undefined>;

/**
 * Says how far a promotion got that ended early. A write without an answer may still have happened, so the registry is
 * asked.
 *
 * @param steps every tag that was to be written
 * @param attempts the results of those that were begun; at least one failed
 * @returns the causes, and, if any tag has or may have moved, `promotion-incomplete` (LA705)
 */
export async function accountOf(
  steps: readonly Step[],
  attempts: ReadonlyMap<Step, Attempt>,
  look: Look,
): Promise<NonEmpty<Refusal>> {
  const standings = await Promise.all(
    steps.map(async (step) => ({ step, ...(await standingOf(step, attempts.get(step), look)) })),
  );
  const named = (standing: Standing["standing"]) =>
    listing(standings.flatMap((one) => (one.standing === standing ? [one.step.reference] : [])));
  const [moved, unmoved] = [named("moved"), named("not moved")];
  const unclear = standings.flatMap(({ step, standing, now }) => {
    if (standing !== "unclear") return [];
    return `${step.reference}, ${now ? `which is ${now}` : "for which the registry gave no answer"}`;
  });
  const all = [...attempts.values()];
  const causes = all.flatMap((attempt) =>
    typeof attempt === "string" || attempt.ok ? [] : attempt.refusals,
  );
  if (isNonEmpty(causes) && moved === "" && unclear.length === 0) return causes;
  const why = all.includes("cancelled") ? ", because the run was cancelled" : "";
  const parts = [`moved: ${moved || "none"}`, `not moved: ${unmoved || "none"}`];
  if (unclear.length > 0) parts.push(`unclear: ${listing(unclear)}`);
  const incomplete: Refusal = {
    name: "promotion-incomplete",
    seen: `the promotion ended half-way${why}; ${parts.join("; ")}`,
    remedy: "Run it again. It keeps what is done, and finishes the rest.",
  };
  const [first = incomplete, ...others] = [...causes, incomplete];
  return [first, ...others];
}

interface Standing {
  readonly standing: "moved" | "not moved" | "unclear";
  readonly now?: Digest | "absent" | undefined;
}

async function standingOf(step: Step, attempt: Attempt | undefined, look: Look): Promise<Standing> {
  if (attempt === undefined) return { standing: "not moved" };
  if (typeof attempt !== "string" && attempt.ok) return { standing: "moved" };
  const now = await look(step);
  if (now === step.target.manifest.digest) return { standing: "moved" };
  return { standing: now === step.before ? "not moved" : "unclear", now };
}
