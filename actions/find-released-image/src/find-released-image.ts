import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type ImageName,
  imageLabels,
  imageReference,
  isNonEmpty,
  listing,
  map,
  type Platform,
  parsePlatform,
  parsePlatformName,
  parseTagOf,
  platformName,
  type Refusal,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { type Named, type ReleasedImage, readNamed } from "./named.ts";
import { foreignImage, type Release, requireOrigin } from "./origin.ts";

interface FindReleasedImageInputs extends Release {
  /** None on a run that releases nothing. */
  readonly tags: readonly Tag[];
  readonly platform: NamedPlatform;
}

interface NamedPlatform extends Platform {
  /** As a tag writes it: `linux-amd64`. */
  readonly inTags: string;
}

export interface FindReleasedImageEffects {
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/** Reads a platform, or `platform-invalid` (LA408). */
export function parseNamedPlatform(text: string): Result<NamedPlatform> {
  return andThen(parsePlatform(text), (platform) =>
    map(parsePlatformName(text), (inTags) => ({ ...platform, inTags })),
  );
}

/**
 * Reads the version tags, full references of the image.
 *
 * @returns them, or `tag-invalid` (LA402)
 */
export function parseVersionTags(
  image: Result<ImageName>,
  references: Result<readonly string[] | undefined>,
): Result<readonly Tag[]> {
  return andThen(combine({ image, references }), (given) =>
    traverse(given.references ?? [], (reference) => parseTagOf(given.image, reference)),
  );
}

/**
 * Finds the image that was released for a version. Packages are released one at a time, and an interrupted release is
 * finished later. So an image that is there already is kept: another build has another digest, and a version tag must
 * not move to it. Any tag of the version is enough, because an interrupted promotion may have written any of them.
 *
 * @returns the outputs; or `version-tags-differ` (LA710) if the version's tags name different images,
 * `released-image-foreign` (LA715) if one of them is not seen to be this repository's release, and what the registry
 * refuses (LA701, LA702, LA708)
 */
export async function findReleasedImage(
  inputs: FindReleasedImageInputs,
  { open }: FindReleasedImageEffects,
): Promise<Result<Decision<Output>>> {
  const { image, tags, platform } = inputs;
  if (tags.length === 0) return accept(describe(undefined, [["Version", "none in this run"]]));
  const repository = await open(image);
  if (!repository.ok) return repository;
  const answers = await Promise.all(
    tags.map(async (tag) => {
      const named = await readNamed(tag, platform, repository.value);
      return map(named, (found) => ({ tag, found }));
    }),
  );
  const read = traverse(answers, (answer) => answer);
  return andThen(read, (found) => decide(inputs, found));
}

interface Reading {
  readonly tag: Tag;
  readonly found: Named;
}

function decide(
  inputs: FindReleasedImageInputs,
  readings: readonly Reading[],
): Result<Decision<Output>> {
  const refusals = readings.flatMap((reading) => strangeness(inputs, reading));
  const released = readings.flatMap(({ found }) => (found.kind === "image" ? found.image : []));
  const [first, ...more] = [...refusals, ...difference(inputs, released)];
  if (first !== undefined) return refuse(first, ...more);
  // An index of several platforms does not show what was built for this one.
  const found = released.find(({ built }) => built !== undefined) ?? released[0];
  if (found === undefined) return accept(describe(undefined, notYet(inputs, readings)));
  const digest = found.built ?? found.digest;
  return accept(
    describe(digest, [
      ["Version", `released as ${digest}, and not built again`],
      ["Found as", released.map(({ tag }) => imageReference(inputs.image, tag)).join("\n")],
      ["Commit", found.labels.get(imageLabels.revision) ?? ""],
    ]),
  );
}

/** What a tag names and must not. */
function strangeness(inputs: FindReleasedImageInputs, { tag, found }: Reading): readonly Refusal[] {
  if (found.kind === "image") return requireOrigin(found.image, inputs);
  if (found.kind === "broken") {
    return [foreignImage(inputs, tag, `is ${found.digest}, and ${found.problem}`)];
  }
  // Such a tag is for this platform only.
  if (found.kind === "absent" || !tag.startsWith(`${inputs.platform.inTags}-`)) return [];
  const problem = `is ${found.digest}, and has no image of ${platformName(inputs.platform)}`;
  return [foreignImage(inputs, tag, problem)];
}

/** `version-tags-differ` (LA710), if it is so. */
function difference(
  { image, platform }: FindReleasedImageInputs,
  released: readonly ReleasedImage[],
): readonly Refusal[] {
  const images = new Set(released.map(({ digest }) => digest));
  const builds = new Set(released.flatMap(({ built }) => built ?? []));
  if (images.size <= 1 && builds.size <= 1) return [];
  const seen = released.map(({ tag, digest, built }) => {
    const reference = imageReference(image, tag);
    return built
      ? `${reference} is ${built}`
      : `${reference} has ${digest} for ${platformName(platform)}`;
  });
  return [
    {
      name: "version-tags-differ",
      seen: `the tags of one version name different images: ${listing(seen)}`,
      remedy: "Find out which is the release, and delete the other tag; or publish a new version.",
    },
  ];
}

function notYet({ image, platform }: FindReleasedImageInputs, readings: readonly Reading[]): Facts {
  const others = readings.flatMap(({ tag, found }) =>
    found.kind === "others" ? imageReference(image, tag) : [],
  );
  const standing = isNonEmpty(others)
    ? `not released for ${platformName(platform)} yet: ${listing(others)} has only other platforms`
    : "not released yet";
  return [["Version", standing]];
}

type Facts = Decision<Output>["facts"];

function describe(digest: string | undefined, facts: Facts): Decision<Output> {
  return { outputs: { digest: digest ?? "" }, title: "Released image", facts };
}
