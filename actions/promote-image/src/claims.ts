import {
  acceptUnless,
  imageReference,
  listing,
  platformName,
  type Refusal,
  type Result,
} from "@lablink-actions/release-core";
import { invalidPromotions } from "./invalid.ts";
import type { Promotion } from "./promotions.ts";

/**
 * Several promotions may give one tag: it then names an index of all of them, one image for each platform.
 *
 * @returns the promotions; or `promotions-invalid` (LA707) if a tag would name two images of one platform, if it is a
 * version tag for one image and not for another, or if a source is promoted for two platforms
 */
export function requireCompatible(promotions: readonly Promotion[]): Result<readonly Promotion[]> {
  const sources = Map.groupBy(promotions, ({ image, digest }) => imageReference(image, digest));
  const claims = promotions.flatMap((promotion) =>
    promotion.tags.map(({ name, kind }) => ({
      reference: imageReference(promotion.image, name),
      kind: JSON.stringify(kind),
      platform: platformOf(promotion),
    })),
  );
  const tags = Map.groupBy(claims, ({ reference }) => reference);
  const ofSources = [...sources].flatMap(([source, same]) => ofOnePlatform(source, same));
  const ofTags = [...tags].flatMap(([reference, same]) => shareable(reference, same));
  // Contradicting tags usually have one common cause, and the first of them shows it.
  return acceptUnless([...ofSources, ...ofTags.slice(0, 1)], promotions);
}

/** What a promotion says about a tag. */
interface Claim {
  readonly kind: string;
  readonly platform: string;
}

function ofOnePlatform(source: string, promotions: readonly Promotion[]): Refusal[] {
  const platforms = [...new Set(promotions.map(platformOf))];
  if (platforms.length === 1) return [];
  const remedy =
    "An image has one platform. Give each promotion the digest that was built for its platform.";
  return [invalidPromotions(`${source} is promoted for ${listing(platforms)}`, remedy)];
}

/** Several images may share a tag only if each has another platform, and all say the same about the tag. */
function shareable(reference: string, claims: readonly Claim[]): Refusal[] {
  const platforms = claims.map(({ platform }) => platform);
  const isShared = claims.length > 1;
  if (isShared && (new Set(platforms).size < claims.length || platforms.includes(noPlatform))) {
    const remedy =
      "Give a tag to only one image, or to one image for each platform. Then give each promotion its platform.";
    return [invalidPromotions(`${reference} is promoted twice, for ${listing(platforms)}`, remedy)];
  }
  if (new Set(claims.map(({ kind }) => kind)).size === 1) return [];
  return [
    invalidPromotions(
      `${reference} is a version tag for one platform, but not for another one, or for another version there`,
      "Name it in the version-tags of all platforms, or of none.",
    ),
  ];
}

const noPlatform = "no platform";

function platformOf({ platform }: Promotion): string {
  return platform ? platformName(platform) : noPlatform;
}
