import {
  type Descriptor,
  descriptorsOf,
  type Manifest,
  makeIndex,
} from "@lablink-actions/registries";
import {
  accept,
  canonicalPlatform,
  listing,
  type NonEmpty,
  type Platform,
  platformName,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** The image of one platform, as an index of several holds it. */
export interface PlatformImage {
  readonly platform: Platform;
  readonly image: Descriptor;
  /** What BuildKit put beside it: provenance, and a bill of materials. */
  readonly attestations: readonly Descriptor[];
}

/**
 * The image of one platform in a source: the source itself, or, of an index, the one image it holds, with the
 * attestations of that image and nothing else.
 *
 * @param source its full reference, to name it
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
  const [image, ...others] = held.filter((one) => !isAttestation(one));
  const attestations = held.filter(isAttestation);
  const isAlone = others.length === 0 && attestations.every(attests(image));
  if (image && isAlone && nameOf(image) === platformName(platform)) {
    return accept({ platform, image, attestations });
  }
  return refuse({
    name: "platform-differs",
    seen: `${source} is promoted for ${platformName(platform)}, and holds ${listing(held.map(describeDescriptor)) || "nothing"}`,
    remedy: `Build it for ${platformName(platform)} alone, or promote it for the platform it is of.`,
  });
}

/**
 * The index of several platforms' images, and of nothing else: the images by their platforms' names, then their
 * attestations, each described as in its source. The same images give the same bytes, in whatever order.
 */
export function joinPlatforms(images: NonEmpty<PlatformImage>): Manifest {
  const sorted = sortPlatforms(images);
  return makeIndex([
    ...sorted.map(({ image }) => image),
    ...sorted.flatMap(({ attestations }) => attestations),
  ]);
}

export function sortPlatforms(images: readonly PlatformImage[]): readonly PlatformImage[] {
  const name = ({ platform }: PlatformImage) => platformName(platform);
  return images.toSorted((left, right) => (name(left) < name(right) ? -1 : 1));
}

function asDescriptor({ mediaType, digest, bytes }: Manifest, declared: Platform | undefined) {
  const platform = declared && canonicalPlatform(declared);
  return { mediaType, digest, size: bytes.length, ...(platform && { platform }) };
}

/** As BuildKit stores them (its docs/attestations/attestation-storage.md). */
function isAttestation({ platform, annotations }: Descriptor): boolean {
  const isNowhere = platform?.os === "unknown" && platform.architecture === "unknown";
  return isNowhere && annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
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
  return `${digest} of ${nameOf(descriptor) ?? "no platform it declares"}`;
}
