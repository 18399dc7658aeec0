import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type Digest,
  type ImageName,
  imageReference,
  map,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Tag,
  tagKind,
} from "@lablink-actions/release-core";
import { developmentTag } from "./lablink.ts";

/** The image that was asked for, before the registry is asked. */
export interface RequestedImage {
  /** Undefined if no name was given: then the registry cannot be asked. */
  readonly name: ImageName | undefined;
  readonly tag: Tag;
  /** How images spell the version of the tag, if that differs. */
  readonly canonical: Tag | undefined;
}

export interface DeployedImage {
  readonly tag: Tag;
  /** Undefined if the registry was not asked. */
  readonly digest: Digest | undefined;
  /** By digest if there is one; undefined without a name. */
  readonly reference: string | undefined;
}

/** The input that names the image; with `-tag` behind it, the one that gives its tag. */
type ImageInput = "image" | "client-image";

/** What is asked of an image; `release` is the environment that takes only what was released. */
interface Asked<T> {
  readonly given: T | undefined;
  readonly release: string | undefined;
}

/** The image by its name and tag, or every reason against either: LA623, LA624. */
export function requestedImage(
  name: Result<ImageName | undefined>,
  tag: Result<Tag | undefined>,
  release: Result<string | undefined>,
  input: ImageInput = "image",
): Result<RequestedImage> {
  const read = combine({
    name: andThen(combine({ given: name, release }), (asked) => requestedName(asked, input)),
    spelling: andThen(combine({ given: tag, release }), (asked) => requestedTag(asked, input)),
  });
  return map(read, ({ name, spelling }) => ({ name, ...spelling }));
}

/** The image's name. If it must be a release, it must be named; otherwise `deployment-tag-missing` (LA623). */
function requestedName(
  { given, release }: Asked<ImageName>,
  input: ImageInput,
): Result<ImageName | undefined> {
  return given === undefined && release !== undefined
    ? missing(input, input, release)
    : accept(given);
}

/**
 * The image's tag, or the tag of the newest development build. If it must be a release it is a version tag, as
 * promote-image knows one; people write it with a `v` too, and images do not.
 *
 * @returns it and, if images spell its version otherwise, that spelling; or `deployment-tag-missing` (LA623),
 * `deployment-tag-not-release` (LA624)
 */
function requestedTag(
  { given, release }: Asked<Tag>,
  input: ImageInput,
): Result<Pick<RequestedImage, "tag" | "canonical">> {
  if (given === undefined && release !== undefined) return missing(`${input}-tag`, input, release);
  const tag = given ?? developmentTag;
  const canonical = canonicalTag(tag);
  if (release === undefined) return accept({ tag, canonical });
  if (tagKind(canonical ?? tag).kind !== "version") return notRelease(tag, release);
  return accept({ tag: canonical ?? tag, canonical: undefined });
}

/** `0.2.0` of `v0.2.0`, and `linux-amd64-0.2.0rc1` of `linux-amd64-v0.2.0-rc.1`; undefined if it is no other spelling. */
function canonicalTag(tag: Tag): Tag | undefined {
  if (tagKind(tag).kind !== "floating") return undefined;
  const starts = [0, ...[...tag.matchAll(/-/g)].map(({ index }) => index + 1)];
  const spellings = starts.flatMap((start) => {
    const canonical = parseVersion(tag.slice(start))?.canonical;
    return canonical === undefined ? [] : [`${tag.slice(0, start)}${canonical}` as Tag];
  });
  return spellings.find((one) => tagKind(one).kind === "version");
}

/**
 * The image by its digest. Outside production a tag may have any spelling, so it is looked up as it was given first.
 *
 * @returns it, or `deployment-image-absent` (LA625), `registry-denied` (LA701), `registry-trouble` (LA702)
 */
export async function resolveImage(
  { name, tag, canonical }: RequestedImage,
  open: (image: ImageName) => Promise<Result<Repository>>,
): Promise<Result<DeployedImage>> {
  if (name === undefined) return accept({ tag, digest: undefined, reference: undefined });
  const repository = await open(name);
  if (!repository.ok) return repository;
  for (const spelling of new Set([tag, canonical ?? tag])) {
    const manifest = await repository.value.readManifest(spelling);
    if (!manifest.ok) return manifest;
    if (manifest.value === "absent") continue;
    const { digest } = manifest.value;
    return accept({ tag: spelling, digest, reference: imageReference(name, digest) });
  }
  return absent(imageReference(name, tag));
}

/** An image that is only named, for a destruction: the registry may have lost it since. */
export function namedImage({ name, tag }: RequestedImage): DeployedImage {
  const reference = name === undefined ? undefined : imageReference(name, tag);
  return { tag, digest: undefined, reference };
}

function notRelease(tag: Tag, release: string): Result<never> {
  return refuse({
    name: "deployment-tag-not-release",
    seen: `${quote(tag)} is not the tag of a release, and only a release goes to ${release}`,
    remedy:
      "Give the tag of a version, such as 0.2.0 or linux-amd64-0.2.0; a tag like latest, or one that ends in -test, may be another image tomorrow.",
  });
}

function missing(empty: string, input: ImageInput, release: string): Result<never> {
  return refuse({
    name: "deployment-tag-missing",
    seen: `a deployment to ${release} needs ${empty}, and it is empty`,
    remedy: `Run it again with the image's full name as ${input}, and the tag of a release as ${input}-tag.`,
  });
}

function absent(reference: string): Result<never> {
  return refuse({
    name: "deployment-image-absent",
    seen: `the registry has no ${reference}`,
    remedy: "Publish the image first, or correct its tag.",
  });
}
