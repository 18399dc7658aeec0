import type { ImageConfig } from "@lablink-actions/release-config";
import {
  chosenVersion,
  compareVersions,
  numbersOf,
  parsePlatformName,
  parseTag,
  parseTagTemplate,
  renderTagTemplate,
  type Tag,
  type TagTemplate,
  tagKinds,
  type Version,
  versionLike,
} from "@lablink-actions/release-core";
import type { Release } from "./releases.ts";

/** The tags of an image by what they are, from their names and the image's templates alone. */
export interface TagNames {
  readonly versions: readonly VersionTag[];
  /** The newest release, as pip chooses it, that has a version tag. */
  readonly newest: Version | undefined;
  /** The floating tags that production runs give. They may not be there. */
  readonly floating: readonly FloatingTag[];
  /** Those that end in the suffix of development builds. */
  readonly development: readonly Tag[];
  /** Tags without the suffix beside which the same name with the suffix exists. */
  readonly pairs: readonly { readonly tag: Tag; readonly development: Tag }[];
}

interface VersionTag {
  readonly tag: Tag;
  readonly version: Version;
}

export interface FloatingTag {
  readonly tag: Tag;
  /** Whether it names the image of one platform. */
  readonly isOfPlatform: boolean;
  readonly isThere: boolean;
  /** The version that it must name: the newest, or the newest of its series. */
  readonly follows: Version | undefined;
}

/**
 * Sorts the tags of an image. Only a tag that one of the image's templates could have written counts as a version.
 *
 * @param releases what the index has; pip does not choose a version that is yanked
 */
export function tagNamesOf(
  image: ImageConfig,
  tags: readonly string[],
  releases: readonly Release[],
  suffix: string,
): TagNames {
  // A registry's list may hold anything, in any order.
  const read = tags.toSorted().flatMap((tag) => {
    const parsed = parseTag(tag, "the registry");
    return parsed.ok ? [parsed.value] : [];
  });
  const there = new Map<string, Tag>(read.map((tag) => [tag, tag]));
  const development = read.filter((tag) => tag.endsWith(suffix));
  const unsuffixed = read.filter((tag) => !tag.endsWith(suffix));
  const templates = image.tags.flatMap((text) => {
    const template = parseTagTemplate(text);
    return template.ok ? [template.value] : [];
  });
  const chosen = releases.flatMap(({ version, standing }) =>
    standing === "yanked" ? [] : version,
  );
  const versionOf = versionReader(
    ...[image, templates],
    releases.map(({ version }) => version),
    chosenVersion(chosen) ?? likely(unsuffixed),
  );
  const versions = unsuffixed.flatMap((tag) => {
    const version = versionOf(tag);
    return version ? [{ tag, version }] : [];
  });
  const built = chosen.filter((one) =>
    versions.some(({ version }) => compareVersions(version, one) === 0),
  );
  return {
    versions,
    newest: chosenVersion(built),
    floating: floatingTags(image, templates, there, built),
    development,
    pairs: unsuffixed.flatMap((tag) => {
      const beside = there.get(tag + suffix);
      return beside ? [{ tag, development: beside }] : [];
    }),
  };
}

/** Gives the version of a tag, if one of the image's templates could have written it. */
function versionReader(
  image: ImageConfig,
  templates: readonly TagTemplate[],
  released: readonly Version[],
  sample: Version | undefined,
): (tag: Tag) => Version | undefined {
  const own = templates.filter(({ kind }) => kind === "version");
  const render = (version: Version) =>
    own.flatMap((template) =>
      platformsOf(image).flatMap((platform) => {
        const values = { platform, version: version.canonical, sha, "short-sha": sha.slice(0, 7) };
        return renderTagTemplate(template, values) ?? [];
      }),
    );
  const known = new Map(
    released.flatMap((version) => render(version).map((tag) => [tag, version] as const)),
  );
  const samples = sample === undefined ? [] : [...new Set(render(sample))];
  const lengths = templates.map(({ seriesLength }) => seriesLength);
  return (tag) => {
    const exact = known.get(tag);
    if (exact !== undefined || sample === undefined) return exact;
    for (const one of samples) {
      const version = versionLike(tag, one, sample);
      // Beside a template of a series, 1.2 is a series.
      if (version !== undefined && !isSeries(version, lengths)) return version;
    }
    return undefined;
  };
}

function isSeries({ canonical, release }: Version, lengths: readonly number[]): boolean {
  return canonical === release.join(".") && lengths.includes(release.length);
}

/** A commit, for templates that have one beside the version. */
const sha = "0".repeat(40);

/** A version of the image, if the index has none to compare with: the first that a tag's name alone shows. */
function likely(tags: readonly Tag[]): Version | undefined {
  const kindOf = tagKinds(tags);
  for (const tag of tags) {
    const kind = kindOf(tag);
    if (kind.kind === "version") return kind.version;
  }
  return undefined;
}

function floatingTags(
  image: ImageConfig,
  templates: readonly TagTemplate[],
  there: ReadonlyMap<string, Tag>,
  built: readonly Version[],
): readonly FloatingTag[] {
  const floating = templates
    .filter(({ kind }) => kind === "floating")
    .flatMap((template) =>
      seriesIn(built, template.seriesLength).flatMap((follows) =>
        platformsOf(image).flatMap((platform) => {
          const [major, minor = "0"] = follows?.release ?? [];
          // What a run's ref gives is not the same in every run.
          const name = renderTagTemplate(template, { platform, major, minor });
          const tag = name === undefined ? undefined : parseTag(name, "a template");
          if (!tag?.ok) return [];
          const isOfPlatform = template.text.includes("{platform}");
          return [{ tag: tag.value, isOfPlatform, isThere: there.has(tag.value), follows }];
        }),
      ),
    );
  return [...new Map(floating.map((one) => [one.tag, one])).values()];
}

/** What the tags of a template follow: the newest version of each series; without a series, the newest of all. */
function seriesIn(
  built: readonly Version[],
  length: TagTemplate["seriesLength"],
): readonly (Version | undefined)[] {
  if (length === 0) return [chosenVersion(built)];
  // A version of so few numbers has no series: the tag would be its own.
  const long = built.filter(({ release }) => release.length > length);
  const series = Map.groupBy(long, (version) => numbersOf(version, length).join("."));
  return [...series.values()].map(chosenVersion);
}

/** As tags write them. */
function platformsOf({ platforms }: ImageConfig): readonly string[] {
  return platforms.flatMap((platform) => {
    const name = parsePlatformName(platform);
    return name.ok ? [name.value] : [];
  });
}
