import {
  accept,
  andThen,
  type Channel,
  type DevelopmentSuffix,
  type Digest,
  type ImageName,
  imageReference,
  listing,
  map,
  type NonEmpty,
  type Platform,
  type PromotedTagKind,
  quote,
  type Result,
  refuse,
  requireChannelTag,
  seriesOf,
  sharedVersion,
  type Tag,
  tagKind,
  tagKinds,
  traverse,
} from "@lablink-actions/release-core";
import { invalidPromotions } from "./invalid.ts";
import type { PromotionRequest } from "./requests.ts";

/** One image, and the tags it gets. */
export interface Promotion {
  readonly image: ImageName;
  readonly digest: Digest;
  /** The one it was built for, if it is given. Tags that other promotions give as well then name an index of all. */
  readonly platform: Platform | undefined;
  readonly tags: NonEmpty<PromotedTag>;
  /** The tag that this commit's build was pushed to, if that is known. */
  readonly candidate: Tag | undefined;
  /** What an index of it with other platforms says of itself; nothing if the caller chose the tags. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A tag to give, and how it may move. */
export interface PromotedTag {
  readonly name: Tag;
  readonly kind: PromotedTagKind;
}

/** What the channel of a run says about tags that the caller chose. */
interface ChannelRule {
  readonly channel: Channel["name"];
  readonly developmentSuffix: DevelopmentSuffix;
}

/**
 * Makes promotions of what the caller asks for.
 *
 * @returns them, or `promotions-invalid` (LA707), `development-tag-unsuffixed` (LA409), `prod-tag-suffixed` (LA406)
 */
export function requestedPromotions(
  requests: readonly PromotionRequest[],
  rule: ChannelRule,
): Result<readonly Promotion[]> {
  return traverse(joinSources(requests), (request) => promotionOf(request, rule));
}

/**
 * Reads the input `overwrite`: tags that may move against the rules. Each must be one that is promoted.
 *
 * @returns them as given, or `promotions-invalid` (LA707)
 */
export function parseOverwrite(given: {
  readonly overwrite: readonly string[] | undefined;
  readonly promotions: readonly Promotion[];
}): Result<ReadonlySet<string>> {
  const { overwrite = [], promotions } = given;
  const promoted = promotions.flatMap(({ image, tags }) =>
    tags.map(({ name }) => imageReference(image, name)),
  );
  const read = traverse(overwrite, (reference) =>
    promoted.includes(reference)
      ? accept(reference)
      : refuse(
          invalidPromotions(
            `overwrite has ${quote(reference)}, which is not one of the tags to promote`,
            "Correct it, or delete it from overwrite.",
          ),
        ),
  );
  return map(read, (all) => new Set(all));
}

/** Requests for the same source become one, so that its floating tags are compared with all its versions. */
function joinSources(requests: readonly PromotionRequest[]): readonly PromotionRequest[] {
  const groups = Map.groupBy(requests, ({ image, digest, platform, versionTags }) =>
    JSON.stringify([image, digest, platform, versionTags !== undefined]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const tags = [...first.tags, ...others.flatMap((other) => other.tags)] as const;
    const said = others.flatMap(({ versionTags = [] }) => versionTags);
    return { ...first, tags, versionTags: first.versionTags && [...first.versionTags, ...said] };
  });
}

function promotionOf(request: PromotionRequest, rule: ChannelRule): Result<Promotion> {
  const { image, digest, platform, tags } = request;
  const [first = tags[0], ...others] = new Set(tags);
  const named = andThen(readKinds(request), (kindOf) =>
    traverse([first, ...others] as const, (tag) =>
      map(requireChannelTag(tag, rule.channel, rule.developmentSuffix), (name) => ({
        name,
        kind: kindOf(name),
      })),
    ),
  );
  return map(named, (promoted) => ({
    image,
    digest,
    platform,
    tags: promoted,
    candidate: undefined,
    annotations: {},
  }));
}

/** How a tag may move: by version-tags, or, if that is not given, by its name. */
function readKinds({
  image,
  tags,
  versionTags,
}: PromotionRequest): Result<(tag: Tag) => PromotedTagKind> {
  if (versionTags === undefined) return accept(tagKinds(tags));
  const stray = versionTags.find((tag) => !tags.includes(tag));
  if (stray !== undefined) {
    return refuse(
      invalidPromotions(
        `version-tags has ${imageReference(image, stray)}, which is not one of the tags to promote`,
        "Add it to tags, or delete it from version-tags.",
      ),
    );
  }
  const version = sharedVersion(versionTags);
  if (version === undefined && versionTags.length > 0) {
    return refuse(
      invalidPromotions(
        `it is not clear which version the version-tags ${listing(versionTags)} of ${image} belong to`,
        "Give version tags of one version only. One of them must hold just the version between its hyphens, such as 0.2.0 or linux-amd64-0.2.0.",
      ),
    );
  }
  return accept((tag) => {
    if (version !== undefined && versionTags.includes(tag)) return { kind: "version", version };
    if (tagKind(tag).kind === "commit") return { kind: "commit" };
    const series = version && seriesOf(tag, version);
    return { kind: "floating", ...(series && { series }) };
  });
}
