import { accept, listing, platformName, type Result, refuse } from "@lablink-actions/release-core";
import type { Promotion } from "./promotions.ts";

/**
 * Several promotions may give one tag: it is then of each on its platform.
 *
 * @returns the promotions, or `promotions-invalid` (LA707) where a tag would be of two images on one platform, is
 * of a version for one and not for another, or where a source is said to be of two platforms
 */
export function requireCompatible(promotions: readonly Promotion[]): Result<readonly Promotion[]> {
  const sources = Map.groupBy(promotions, ({ image, digest }) => `${image}@${digest}`);
  const claims = promotions.flatMap((promotion) =>
    promotion.tags.map(({ name, kind }): Claim => {
      const platform = platformOf(promotion);
      return { reference: `${promotion.image}:${name}`, kind: JSON.stringify(kind), platform };
    }),
  );
  const tags = Map.groupBy(claims, ({ reference }) => reference);
  const checks = [
    ...[...sources].map(([source, same]) => requireOnePlatform(source, same.map(platformOf))),
    ...[...tags.values()].map(requireShareable),
  ];
  return checks.find((check) => !check.ok) ?? accept(promotions);
}

/** What a promotion says of a tag. */
interface Claim {
  readonly reference: string;
  readonly kind: string;
  readonly platform: string;
}

function requireOnePlatform(source: string, platforms: readonly string[]): Result<never[]> {
  const distinct = [...new Set(platforms)];
  if (distinct.length === 1) return accept([]);
  return invalid(
    `${source} is promoted for ${listing(distinct)}`,
    "An image is of one platform; give each promotion the digest that was built for its platform.",
  );
}

/** A tag may be of several images only where each is of another platform, and all say the same of the tag. */
function requireShareable(claims: readonly Claim[]): Result<never[]> {
  const platforms = claims.map(({ platform }) => platform);
  const reference = claims[0]?.reference;
  const isShared = claims.length > 1;
  if (isShared && (new Set(platforms).size < claims.length || platforms.includes(noPlatform))) {
    return invalid(
      `${reference} is promoted twice, for ${listing(platforms)}`,
      "Give a tag to one image, or to one image of each platform, with the platform said of each.",
    );
  }
  if (new Set(claims.map(({ kind }) => kind)).size === 1) return accept([]);
  return invalid(
    `${reference} is a version's tag for one platform and not, or of another version, for the other`,
    "Name it in the version-tags of all platforms, or of none.",
  );
}

const noPlatform = "no platform";

function platformOf({ platform }: Promotion): string {
  return platform ? platformName(platform) : noPlatform;
}

function invalid(seen: string, remedy: string): Result<never> {
  return refuse({ name: "promotions-invalid", seen, remedy });
}
