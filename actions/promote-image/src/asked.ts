import {
  accept,
  andThen,
  conflictingInputs,
  decideChannelName,
  listing,
  map,
  missingInput,
  type NonEmpty,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { requireCompatible } from "./claims.ts";
import { type PlannedImage, plannedPromotions, type Run } from "./planned.ts";
import { type Promotion, requestedPromotions } from "./promotions.ts";
import { type Pinned, type PromotionRequest, parseChosenTags } from "./requests.ts";
import type { VerifiedDigests } from "./verified.ts";

/** What the inputs ask to promote, in one of three ways. An input that is not given is undefined. */
interface Asked extends Run {
  readonly source: Pinned | undefined;
  readonly tags: NonEmpty<string> | undefined;
  readonly versionTags: NonEmpty<string> | undefined;
  readonly promotions: NonEmpty<PromotionRequest> | undefined;
  readonly planned: NonEmpty<PlannedImage> | undefined;
  readonly verified: VerifiedDigests | undefined;
}

/**
 * Decides which images get which tags.
 *
 * @returns the promotions; if two of them give the same tag, they are of different platforms. Or `input-missing`
 * (LA901), `inputs-conflict` (LA903), `promotions-invalid` (LA707), and what else is wrong with what is asked for
 */
export function askedPromotions(asked: Asked): Result<readonly Promotion[]> {
  const ways = waysOf(asked);
  if (ways.length > 1) {
    return refuse(
      conflictingInputs(
        `${listing(ways)} are given, and each of them says by itself what is promoted`,
        "Give the inputs of one of these ways, and leave the others empty.",
      ),
    );
  }
  return andThen(promotionsOf(asked), requireCompatible);
}

function waysOf({ source, tags, versionTags, promotions, planned, verified }: Asked): string[] {
  const ways = {
    "source with tags": source ?? tags ?? versionTags,
    promotions,
    "planned with verified": planned ?? verified,
  };
  return Object.entries(ways).flatMap(([way, given]) => (given === undefined ? [] : [way]));
}

function promotionsOf(asked: Asked): Result<readonly Promotion[]> {
  const { planned, verified, developmentSuffix } = asked;
  if (planned !== undefined || verified !== undefined) {
    if (planned === undefined) return missing("planned", "verified");
    if (verified === undefined) return missing("verified", "planned");
    return plannedPromotions(planned, verified, asked);
  }
  return andThen(requestsOf(asked), (requests) =>
    andThen(decideChannelName(asked.trigger), (channel) =>
      requestedPromotions(requests, { channel, developmentSuffix }),
    ),
  );
}

function requestsOf(asked: Asked): Result<NonEmpty<PromotionRequest>> {
  const { source, tags, versionTags, promotions } = asked;
  if (promotions !== undefined) return accept(promotions);
  if (source === undefined) return missing("source", "tags");
  if (tags === undefined) return missing("tags", "source");
  const chosen = parseChosenTags(source, tags, versionTags);
  return map(chosen, (all) => [{ ...source, platform: undefined, ...all }]);
}

function missing(input: string, other: string): Result<never> {
  const ways = "Give source with tags, or promotions, or planned with verified.";
  return refuse(missingInput(`the input ${input}, which ${other} needs,`, ways));
}
