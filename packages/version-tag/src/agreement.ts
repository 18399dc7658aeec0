import {
  accept,
  compareVersions,
  quote,
  type Result,
  refuse,
  type Version,
  type VersionTag,
} from "@lablink-actions/release-core";

/** A version tag, and the version in pyproject.toml that it must have. */
interface Agreement {
  readonly tag: string;
  readonly match: VersionTag;
  readonly file: string;
  readonly strict: boolean;
  readonly tagged: Version;
  readonly version: Version;
}

/**
 * The version that both mean, in the project's spelling, because that is what is published.
 *
 * @returns it, or `tag-version-differs` (LA202), `tag-version-spelling` (LA203)
 */
export function requireAgreement(agreement: Agreement): Result<Version> {
  const { tag, match, file, strict, tagged, version } = agreement;
  const canonicalTag = tag.slice(0, tag.length - match.versionText.length) + version.canonical;
  if (compareVersions(tagged, version) !== 0) {
    return refuse({
      name: "tag-version-differs",
      seen: `the tag ${quote(tag)} has version ${tagged.canonical}, and ${file} has ${version.canonical}`,
      remedy: `Set version = "${tagged.canonical}" in ${file} and tag that commit, or tag this one ${canonicalTag}.`,
      location: { file },
    });
  }
  if (strict && match.versionText !== version.canonical) {
    return refuse({
      name: "tag-version-spelling",
      seen: `the tag ${quote(tag)} spells the version ${quote(match.versionText)}, whose canonical spelling is ${version.canonical}`,
      remedy: `Tag the commit ${canonicalTag}, or leave strict off.`,
    });
  }
  return accept(version);
}
