import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type ImageName,
  imageReference,
  parseImageName,
  parseTag,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Tag,
  tagKind,
} from "@lablink-actions/release-core";

// What LabLink deploys while nobody names a tag: the newest development build.
const defaultTag = "linux-amd64-latest-test";

/** The image that was asked for, before the registry is. */
export interface RequestedImage {
  /** Undefined where no name was given: then the registry cannot be asked. */
  readonly name: ImageName | undefined;
  readonly tag: Tag;
}

export interface DeployedImage {
  readonly tag: Tag;
  /** Empty where the registry was not asked. */
  readonly digest: string;
  /** By digest where there is one; empty without a name. */
  readonly reference: string;
}

/**
 * What is to be deployed. Where that has to be a release it is a version tag, by promote-image's own notion of one.
 *
 * @returns it, or `image-invalid` (LA401), `tag-invalid` (LA402), `deployment-tag-missing` (LA623),
 * `deployment-tag-not-release` (LA624)
 */
export function requestedImage(
  image: string,
  tag: string,
  needsRelease: boolean,
): Result<RequestedImage> {
  const name = image === "" ? accept(undefined) : parseImageName(image);
  if (!needsRelease) {
    return combine({ name, tag: parseTag(tag || defaultTag, "image-tag") });
  }
  return combine({
    name: andThen(name, (given) => (given === undefined ? missing("image") : accept(given))),
    tag: tag === "" ? missing("image-tag") : andThen(parseTag(tag, "image-tag"), releaseTag),
  });
}

/**
 * The image by its digest.
 *
 * @returns it, or `deployment-image-absent` (LA625), `registry-denied` (LA701), `registry-trouble` (LA702)
 */
export async function resolveImage(
  { name, tag }: RequestedImage,
  open: (image: ImageName) => Promise<Result<Repository>>,
): Promise<Result<DeployedImage>> {
  if (name === undefined) return accept({ tag, digest: "", reference: "" });
  const repository = await open(name);
  if (!repository.ok) return repository;
  const manifest = await repository.value.readManifest(tag);
  return andThen(manifest, (found) => {
    if (found === "absent") return absent(imageReference(name, tag));
    return accept({ tag, digest: found.digest, reference: `${name}@${found.digest}` });
  });
}

/** An image that is only named, for a deployment that goes: the registry may have lost it since. */
export function namedImage({ name, tag }: RequestedImage): DeployedImage {
  return { tag, digest: "", reference: name === undefined ? "" : imageReference(name, tag) };
}

function releaseTag(tag: Tag): Result<Tag> {
  if (tagKind(tag).kind === "version") return accept(tag);
  const canonical = parseVersion(tag)?.canonical;
  return refuse({
    name: "deployment-tag-not-release",
    seen: `${quote(tag)} is not the tag of a release, and nothing else goes to prod`,
    remedy: canonical
      ? `Images are tagged by the canonical spelling of their version: give ${canonical}.`
      : "Give the tag of a version, such as 0.2.0 or linux-amd64-0.2.0; a tag like latest, or one that ends in -test, may be another image tomorrow.",
  });
}

function missing(input: string): Result<never> {
  return refuse({
    name: "deployment-tag-missing",
    seen: `a deployment to prod needs ${input}, and it is empty`,
    remedy:
      "Run it again with the image's full name as image, and the tag of a release as image-tag.",
  });
}

function absent(reference: string): Result<never> {
  return refuse({
    name: "deployment-image-absent",
    seen: `the registry has no ${reference}`,
    remedy: "Publish the image first, or correct image-tag.",
  });
}
