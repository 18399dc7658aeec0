import type { ImageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  listing,
  type ReleaseTag,
  type RunStart,
  releasedBy,
  releases,
} from "@lablink-actions/release-core";

/** The version tag whose push or release is this run's production, by the one decision. */
export function releaseOf(config: ReleaseConfig, run: RunStart): ReleaseTag | undefined {
  return releasedBy({ ...run, environment: "", policy: config });
}

/** The images of what a tag releases. Others have no version in it, so they are not built. */
export function imagesOf(
  images: readonly ImageConfig[],
  tag: ReleaseTag | undefined,
): readonly ImageConfig[] {
  return images.filter(({ released }) => {
    return tag === undefined || released.every(({ name }) => releases(tag, name));
  });
}

/** What the reader of the plan must know about the tag. */
export function tagNotices(
  images: readonly ImageConfig[],
  tag: ReleaseTag | undefined,
): readonly string[] {
  if (tag === undefined) return [];
  const left = images.filter((image) => !imagesOf([image], tag).includes(image));
  const only = `the tag ${tag.tag} releases ${listing(tag.packageNames)} ${tag.version.canonical}, so this run is production of its images`;
  if (left.length === images.length) return [`${only}; it has none, so nothing is built`];
  if (left.length === 0) return [only];
  return [
    `${only}; ${listing(left.map(({ name }) => name))} ${left.length > 1 ? "are" : "is"} not built`,
  ];
}
