import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  type Digest,
  type ImageName,
  imageReference,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Tag,
  tagKind,
} from "@lablink-actions/release-core";
import { developmentTag, production } from "./lablink.ts";

/** The image that was asked for, before the registry is asked. */
export interface RequestedImage {
  /** Undefined if no name was given: then the registry cannot be asked. */
  readonly name: ImageName | undefined;
  readonly tag: Tag;
}

export interface DeployedImage {
  readonly tag: Tag;
  /** Undefined if the registry was not asked. */
  readonly digest: Digest | undefined;
  /** By digest if there is one; undefined without a name. */
  readonly reference: string | undefined;
}

/** The image's name. If it must be a release, it must be named; otherwise `deployment-tag-missing` (LA623). */
export function requestedName(asked: {
  readonly image: ImageName | undefined;
  readonly needsRelease: boolean;
}): Result<ImageName | undefined> {
  const { image, needsRelease } = asked;
  return image === undefined && needsRelease ? missing("image") : accept(image);
}

/**
 * The image's tag, or the tag of the newest development build. If it must be a release it is a version tag, as
 * promote-image knows one.
 *
 * @returns it, or `deployment-tag-missing` (LA623), `deployment-tag-not-release` (LA624)
 */
export function requestedTag(asked: {
  readonly tag: Tag | undefined;
  readonly needsRelease: boolean;
}): Result<Tag> {
  const { tag, needsRelease } = asked;
  if (!needsRelease) return accept(tag ?? developmentTag);
  return tag === undefined ? missing("image-tag") : releaseTag(tag);
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
  if (name === undefined) return accept({ tag, digest: undefined, reference: undefined });
  const repository = await open(name);
  if (!repository.ok) return repository;
  const manifest = await repository.value.readManifest(tag);
  return andThen(manifest, (found) => {
    if (found === "absent") return absent(imageReference(name, tag));
    const { digest } = found;
    return accept({ tag, digest, reference: imageReference(name, digest) });
  });
}

/** An image that is only named, for a destruction: the registry may have lost it since. */
export function namedImage({ name, tag }: RequestedImage): DeployedImage {
  const reference = name === undefined ? undefined : imageReference(name, tag);
  return { tag, digest: undefined, reference };
}

function releaseTag(tag: Tag): Result<Tag> {
  if (tagKind(tag).kind === "version") return accept(tag);
  const canonical = parseVersion(tag)?.canonical;
  return refuse({
    name: "deployment-tag-not-release",
    seen: `${quote(tag)} is not the tag of a release, and only a release goes to ${production}`,
    remedy: canonical
      ? `Images are tagged by the canonical spelling of their version: give ${canonical}.`
      : "Give the tag of a version, such as 0.2.0 or linux-amd64-0.2.0; a tag like latest, or one that ends in -test, may be another image tomorrow.",
  });
}

function missing(input: string): Result<never> {
  return refuse({
    name: "deployment-tag-missing",
    seen: `a deployment to ${production} needs ${input}, and it is empty`,
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
