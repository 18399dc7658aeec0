import {
  type ImageName,
  imageLabels,
  imageReference,
  listing,
  parseCommit,
  parseVersion,
  quote,
  type Refusal,
  sharedVersion,
  type Tag,
} from "@lablink-actions/release-core";
import type { ReleasedImage } from "./named.ts";

/** What an image must be to be the release of a version. */
export interface Release {
  readonly image: ImageName;
  /** The tags of the version. */
  readonly tags: readonly Tag[];
  /** The address of the repository, as compute-tags writes it. */
  readonly source: string;
}

/**
 * Compares the labels of a released image with what compute-tags writes. They show a mistake, such as an image that
 * another repository pushed under this tag. They prove nothing by themselves, because anybody who may push can write
 * them.
 *
 * @returns `released-image-foreign` (LA715) if they do not say that it is this release
 */
export function requireOrigin(found: ReleasedImage, release: Release): readonly Refusal[] {
  const { source, tags } = release;
  const version = sharedVersion(tags)?.canonical;
  const isVersion = (said: string) =>
    version === undefined
      ? parseVersion(said)?.canonical === said && tags.every((tag) => tag.includes(said))
      : said === version;
  const problem = (label: string, expected: string, isRight: (said: string) => boolean) => {
    const said = found.labels.get(label);
    if (said === undefined) return [`its label ${label} is missing`];
    return isRight(said) ? [] : [`its label ${label} is ${quote(said)} and not ${expected}`];
  };
  const problems = [
    // GitHub does not distinguish upper and lower case in names.
    ...problem(imageLabels.source, source, (said) => said.toLowerCase() === source.toLowerCase()),
    ...problem(imageLabels.revision, "a commit", (said) => parseCommit(said).ok),
    ...problem(imageLabels.version, version ?? "the version in the tags", isVersion),
  ];
  if (problems.length === 0) return [];
  return [foreignImage(release, found.tag, `is ${found.digest}, and ${listing(problems)}`)];
}

/**
 * `released-image-foreign` (LA715): a tag of the version is there, but what it names is not seen to be the release.
 *
 * @param problem a clause about the tag
 */
export function foreignImage({ image, source }: Release, tag: Tag, problem: string): Refusal {
  return {
    name: "released-image-foreign",
    seen: `${imageReference(image, tag)} ${problem}`,
    remedy: `Find out who pushed it. If it is not the release of ${source}, delete the tag, and run it again. If it is, publish a new version, and build its image with the labels of compute-tags.`,
  };
}
