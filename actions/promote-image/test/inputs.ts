import {
  accept,
  andThen,
  combine,
  isNonEmpty,
  parseCommit,
  parseDevelopmentSuffix,
  type Result,
  type Trigger,
} from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { askedPromotions } from "../src/asked.ts";
import { parsePlan, type Run } from "../src/planned.ts";
import { type PromoteImageEffects, promoteImage } from "../src/promote-image.ts";
import { type Promotion, parseOverwrite } from "../src/promotions.ts";
import { parseRequests, parseSource } from "../src/requests.ts";
import { parseVerified, type TextFile } from "../src/verified.ts";

/** Inputs as a workflow gives them. */
export interface PromotionTexts {
  readonly source: string;
  readonly tags: readonly string[];
  readonly versionTags: readonly string[];
  readonly promotions: string;
  readonly planned: string;
  /** The files in the folder; undefined if no folder is named. */
  readonly verified: readonly TextFile[] | undefined;
  readonly trigger: Trigger;
  readonly sha: string;
  readonly developmentSuffix: string;
  readonly pullRequestTags: "all" | "unique";
  readonly origin: Run["origin"];
}

export interface PromoteImageTexts extends PromotionTexts {
  readonly overwrite: readonly string[];
  readonly floating: "forward" | "always";
  readonly dryRun: boolean;
}

/** A push to main. */
export const push: Trigger = {
  eventName: "push",
  ref: "refs/heads/main",
  environment: "",
  policy: lablinkPolicy,
};

/** A production run, with nothing to promote. */
export const texts: PromoteImageTexts = {
  source: "",
  tags: [],
  versionTags: [],
  promotions: "",
  planned: "",
  verified: undefined,
  trigger: { ...push, eventName: "workflow_dispatch", environment: "prod" },
  sha: "8f3c2a9d1b7e4f605c8d9e0a1b2c3d4e5f607182",
  developmentSuffix: "-test",
  pullRequestTags: "all",
  origin: { source: "https://github.com/owner/name", description: "", licenses: "" },
  overwrite: [],
  floating: "forward",
  dryRun: false,
};

/** Reads the texts with the parsers of main.ts, and decides what to promote. */
export function promotionsFrom(given: Partial<PromotionTexts>): Result<readonly Promotion[]> {
  const { source, tags, versionTags, promotions, planned, verified, ...run } = {
    ...texts,
    ...given,
  };
  const asked = combine({
    source: optional(source, parseSource),
    tags: accept(isNonEmpty(tags) ? tags : undefined),
    versionTags: accept(isNonEmpty(versionTags) ? versionTags : undefined),
    promotions: optional(promotions, parseRequests),
    planned: optional(planned, (text) => parsePlan(text, "planned")),
    verified: verified ? parseVerified(verified, "verified") : accept(undefined),
    trigger: accept(run.trigger),
    sha: parseCommit(run.sha),
    developmentSuffix: parseDevelopmentSuffix(run.developmentSuffix),
    pullRequestTags: accept(run.pullRequestTags),
    origin: accept(run.origin),
  });
  return andThen(asked, askedPromotions);
}

/** The same, and promotes it. */
export async function promoteFrom(
  given: Partial<PromoteImageTexts>,
  effects: PromoteImageEffects,
): Promise<Awaited<ReturnType<typeof promoteImage>>> {
  const { overwrite, floating, dryRun } = { ...texts, ...given };
  const promotions = promotionsFrom(given);
  const values = combine({
    promotions,
    overwrite: andThen(promotions, (known) => parseOverwrite({ overwrite, promotions: known })),
  });
  return values.ok ? promoteImage({ ...values.value, floating, dryRun }, effects) : values;
}

function optional<T>(text: string, parse: (text: string) => Result<T>): Result<T | undefined> {
  return text === "" ? accept(undefined) : parse(text);
}
