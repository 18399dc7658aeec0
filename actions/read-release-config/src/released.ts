import type { ImageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  listing,
  matchVersionTag,
  mayRelease,
  nearVersionTags,
  quote,
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

/** A pushed or released tag that was probably to start production, and does not: the run is green all the same. */
export function nearMisses(config: ReleaseConfig, run: RunStart): readonly string[] {
  const tag = /^refs\/tags\/(.+)$/s.exec(run.ref)?.[1];
  if (!mayRelease({ ...run, environment: "", policy: config })) return [];
  if (tag === undefined || releaseOf(config, run) !== undefined) return [];
  const near = nearVersionTags(tag, config.releaseTags);
  const match = matchVersionTag(tag, config.releaseTags);
  if (near.length === 0 && match === undefined) return [];
  const why =
    match === undefined
      ? `Is ${listing(near, "or")} meant?`
      : `${quote(match.versionText)} in it is not a public version (PEP 440).`;
  return [
    `the tag ${quote(tag)} is not a version tag of these packages, so it starts no production, though production-on is tag. ${why} Then delete this tag, and push the right one.`,
  ];
}
