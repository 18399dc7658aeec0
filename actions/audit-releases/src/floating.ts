import { compareVersions, type Tag, type Version } from "@lablink-actions/release-core";
import type { Compared } from "./compare.ts";
import type { BuiltImage, Named } from "./content.ts";
import { type Finding, tagList } from "./findings.ts";
import { type ImageState, isDevelopment } from "./image-state.ts";
import type { FloatingTag } from "./tag-names.ts";

/** The version whose tags name the same as a floating tag; undefined if no version that was read does. */
export function versionAt(tag: Tag, { names, named }: ImageState): Version | undefined {
  const digest = named.get(tag)?.digest;
  return names.versions.find((one) => digest !== undefined && named.get(one.tag)?.digest === digest)
    ?.version;
}

/**
 * Floating tags that name a development image, or not the newest release, as promote-image moves them: by pip's rule.
 * Only a release that has an image counts, because the lack of one is a finding of its own.
 */
export function floatingFindings(compared: Compared): readonly Finding[] {
  const { packageName, reference, state, commands } = compared;
  const { names, named } = state;
  const { newest } = names;
  const there = names.floating.flatMap(({ tag }) => named.get(tag) ?? []);
  const development = there.filter((one) => isDevelopment(one, state));
  const broken = there.filter(({ content }) => content.missing.length > 0);
  const behind = names.floating.filter(
    (one) => !development.some(({ tag }) => tag === one.tag) && isBehind(one, state),
  );
  const about = { package: packageName, image: reference, version: newest?.canonical ?? "" };
  const command = newest === undefined ? "" : commands.build(packageName, newest);
  const again = newest === undefined ? "" : " Then let a run write it again:";
  return [
    ...development.map(
      (one): Finding => ({
        ...about,
        kind: "development-image-unsuffixed",
        tags: [one.tag],
        seen: `in ${reference}, ${tagList([one])} names an image that was built as development`,
        remedy: `Delete that tag in the registry.${again}`,
        command,
      }),
    ),
    // What a version's own tags name is already said of the version.
    ...broken
      .filter(({ tag }) => versionAt(tag, state) === undefined)
      .map(
        (one): Finding => ({
          ...about,
          kind: "index-incomplete",
          tags: [one.tag],
          seen: `in ${reference}, ${tagList([one])} names an index, and the registry does not have ${one.content.missing[0]} of it`,
          remedy: `Delete that tag in the registry.${again}`,
          command,
        }),
      ),
    ...behindReleases(behind, compared),
  ];
}

/** One finding for the tags of one release, because one run moves all of them. */
function behindReleases(
  behind: readonly FloatingTag[],
  { packageName, reference, state, commands }: Compared,
): readonly Finding[] {
  const groups = Map.groupBy(behind, ({ follows }) => follows);
  return [...groups].flatMap(([follows, tags]): readonly Finding[] => {
    if (follows === undefined) return [];
    const words = tags.map((one) => standingOf(one, state)).join(", ");
    return [
      {
        kind: "floating-tag-behind",
        ...{ package: packageName, image: reference, version: follows.canonical },
        tags: tags.map(({ tag }) => tag),
        seen: `in ${reference}, ${words}, and the newest release with an image is ${follows.canonical}`,
        remedy: "Let a run of that release move what is behind:",
        command: commands.build(packageName, follows),
      },
    ];
  });
}

function standingOf({ tag, isThere }: FloatingTag, state: ImageState): string {
  if (!isThere) return `${tag} is not there`;
  const version = versionAt(tag, state);
  return version ? `${tag} is ${version.canonical}` : `${tag} names no version that is audited`;
}

/**
 * Whether a floating tag names something else than the release that it follows. Of a series that is not audited nothing
 * was read, so nothing is known.
 */
function isBehind(floating: FloatingTag, state: ImageState): boolean {
  const { follows } = floating;
  const own = follows === undefined ? [] : ownTags(follows, state);
  return own.length > 0 && !isAtRelease(floating, own, state);
}

/**
 * Whether a floating tag names what the release's tags name. A tag of one platform may name that platform's image,
 * while the version's tag names an index of all.
 */
function isAtRelease(
  { tag, isOfPlatform }: FloatingTag,
  own: readonly Named[],
  state: ImageState,
): boolean {
  const found = state.named.get(tag);
  if (found === undefined) return false;
  const { images } = found.content;
  const released = own.flatMap(({ content }) => content.images);
  // What holds no image, such as a chart, is only compared as a whole.
  if (images.length === 0) return own.some(({ digest }) => digest === found.digest);
  const isReleased = images.every(({ digest }) => released.some((one) => one.digest === digest));
  return isReleased && (isOfPlatform || platformsOf(images) === platformsOf(released));
}

function platformsOf(images: readonly BuiltImage[]): number {
  return new Set(images.map(({ platform }) => platform)).size;
}

function ownTags(version: Version, { names, named }: ImageState): readonly Named[] {
  return names.versions
    .filter((one) => compareVersions(one.version, version) === 0)
    .flatMap(({ tag }) => named.get(tag) ?? []);
}
