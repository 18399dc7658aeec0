import {
  type Descriptor,
  descriptorsOf,
  isAttestation,
  type Manifest,
  makeIndex,
} from "@lablink-actions/registries";
import {
  accept,
  canonicalPlatform,
  type Digest,
  listing,
  type NonEmpty,
  type Platform,
  platformName,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** The image of one platform, as an index holds it. */
export interface PlatformImage {
  readonly platform: Platform;
  readonly image: Descriptor;
  /** What BuildKit put beside it: provenance, and a bill of materials. */
  readonly attestations: readonly Descriptor[];
}

/**
 * Finds the image of one platform in a source. It is the source itself, or the one image in an index that holds only
 * this image and its attestations.
 *
 * @param source its full reference, for the refusal
 * @param platform the one it is promoted for
 * @param declared the one its configuration declares; undefined for an index
 * @returns the image, or `platform-differs` (LA709)
 */
export function platformImage(
  source: string,
  platform: Platform,
  manifest: Manifest,
  declared: Platform | undefined,
): Result<PlatformImage> {
  const held = descriptorsOf(manifest) ?? [asDescriptor(manifest, declared)];
  return imageFor(source, platform, held);
}

/**
 * Finds an image in the index that was released for several platforms, with what attests it there.
 *
 * @returns the image, or `platform-differs` (LA709) if it is there for another platform
 */
export function releasedImage(
  source: string,
  platform: Platform,
  release: Manifest,
  digest: Digest,
): Result<PlatformImage> {
  const held = descriptorsOf(release) ?? [];
  const image = held.find((one) => one.digest === digest);
  const attestations = held.filter((one) => isAttestation(one) && attests(image)(one));
  return imageFor(source, platform, [...(image ? [image] : []), ...attestations]);
}

/** The one image of an index that holds nothing else but its attestations; undefined for any other manifest. */
export function onlyImageOf(manifest: Manifest): Descriptor | undefined {
  const held = descriptorsOf(manifest) ?? [];
  const [image, ...others] = held.filter((one) => !isAttestation(one));
  const isAlone = others.length === 0 && held.filter(isAttestation).every(attests(image));
  return isAlone ? image : undefined;
}

/** True if an index holds exactly the images of these platforms, whatever attests them. */
export function holdsExactly(index: Manifest, images: readonly PlatformImage[]): boolean {
  const held = (descriptorsOf(index) ?? []).filter((one) => !isAttestation(one));
  const digests = new Set(images.map(({ image }) => image.digest));
  return held.length === digests.size && held.every(({ digest }) => digests.has(digest));
}

function imageFor(
  source: string,
  platform: Platform,
  held: readonly Descriptor[],
): Result<PlatformImage> {
  const [image, ...others] = held.filter((one) => !isAttestation(one));
  const attestations = held.filter(isAttestation);
  const isAlone = others.length === 0 && attestations.every(attests(image));
  if (image && isAlone && nameOf(image) === platformName(platform)) {
    return accept({ platform, image, attestations });
  }
  return refuse({
    name: "platform-differs",
    seen: `${source} is promoted for ${platformName(platform)}, and holds ${listing(held.map(describeDescriptor)) || "nothing"}`,
    remedy: `Build it for ${platformName(platform)} alone, or promote it for the platform that it has.`,
  });
}

/**
 * Makes the index of several platforms' images, and of nothing else. The images come first, sorted by the names of
 * their platforms, then the attestations. Each is described as in its source. The same images in any order give the
 * same bytes.
 *
 * @param annotations what the index says of itself
 */
export function joinPlatforms(
  images: NonEmpty<PlatformImage>,
  annotations: Readonly<Record<string, string>> = {},
): Manifest {
  const sorted = sortPlatforms(images);
  const held = [
    ...sorted.map(({ image }) => image),
    ...sorted.flatMap(({ attestations }) => attestations),
  ];
  return makeIndex(held, annotations);
}

export function sortPlatforms(images: readonly PlatformImage[]): readonly PlatformImage[] {
  const name = ({ platform }: PlatformImage) => platformName(platform);
  return images.toSorted((left, right) => (name(left) < name(right) ? -1 : 1));
}

function asDescriptor({ mediaType, digest, bytes }: Manifest, declared: Platform | undefined) {
  const platform = declared && canonicalPlatform(declared);
  return { mediaType, digest, size: bytes.length, ...(platform && { platform }) };
}

function attests(image: Descriptor | undefined) {
  return ({ annotations }: Descriptor) =>
    annotations?.["vnd.docker.reference.digest"] === image?.digest;
}

function nameOf({ platform }: Descriptor): string | undefined {
  return platform && platformName(canonicalPlatform(platform));
}

function describeDescriptor(descriptor: Descriptor): string {
  const { digest } = descriptor;
  if (isAttestation(descriptor)) {
    return `an attestation of ${descriptor.annotations?.["vnd.docker.reference.digest"]}`;
  }
  return `${digest} of ${nameOf(descriptor) ?? "a platform it does not declare"}`;
}
