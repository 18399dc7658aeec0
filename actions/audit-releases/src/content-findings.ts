import {
  compareVersions,
  type Digest,
  listing,
  parseVersion,
  quote,
  type Version,
} from "@lablink-actions/release-core";
import type { About, Compared } from "./compare.ts";
import type { BuiltImage, Named } from "./content.ts";
import { type Finding, type FindingKind, tagList, verb } from "./findings.ts";
import { isDevelopment } from "./image-state.ts";

/** What is wrong with what the version's tags name. */
export function contentFindings(
  { packageName, reference, commands, state }: Compared,
  version: Version,
  named: readonly Named[],
  about: About,
): readonly Finding[] {
  const command = commands.build(packageName, version);
  const rebuilt = (tags: readonly Named[]) =>
    `Delete ${tagList(tags)} in the registry, and build the image again:`;
  const development = named.filter((one) => isDevelopment(one, state));
  const others = named.filter((one) => !development.includes(one));
  const lying = others.filter(({ content }) =>
    content.images.some((one) => saysOther(one, version)),
  );
  const broken = named.filter(({ content }) => content.missing.length > 0);
  const differing = differingPlatforms(named);
  const finding = (kind: FindingKind, tags: readonly Named[], seen: string, remedy: string) =>
    about(
      kind,
      tags.map(({ tag }) => tag),
      `in ${reference}, ${seen}`,
      remedy,
      command,
    );
  return [
    ...(development.length > 0
      ? [
          finding(
            "development-image-unsuffixed",
            development,
            `${tagList(development)} ${verb(development)} an image that was built as development`,
            rebuilt(development),
          ),
        ]
      : []),
    ...(lying.length > 0
      ? [
          finding(
            "version-label-differs",
            lying,
            `${tagList(lying)} ${verb(lying)} an image whose label says version ${listing(labelsIn(lying))}`,
            rebuilt(lying),
          ),
        ]
      : []),
    ...(broken.length > 0
      ? [
          finding(
            "index-incomplete",
            broken,
            `${tagList(broken)} ${verb(broken)} an index, and the registry does not have ${missingIn(broken)} of it`,
            rebuilt(broken),
          ),
        ]
      : []),
    ...(differing.length > 0
      ? [
          finding(
            "version-tags-differ",
            named,
            `${tagList(named)} name different images of ${listing(differing)}`,
            "Find out which one is the release, and delete the other tags in the registry. Then let a run write them again:",
          ),
        ]
      : []),
  ];
}

function saysOther({ version: said }: BuiltImage, version: Version): boolean {
  if (said === undefined) return false;
  const parsed = parseVersion(said);
  return parsed === undefined || compareVersions(parsed, version) !== 0;
}

function labelsIn(named: readonly Named[]): readonly string[] {
  const said = named.flatMap(({ content }) =>
    content.images.flatMap(({ version }) => version ?? []),
  );
  return [...new Set(said)].map(quote);
}

function missingIn(named: readonly Named[]): string {
  const missing = new Set(named.flatMap(({ content }) => content.missing));
  const [first = ""] = missing;
  return missing.size > 1 ? `${missing.size} manifests, such as ${first},` : first;
}

/** The platforms of which the tags name more than one image. */
function differingPlatforms(named: readonly Named[]): readonly string[] {
  const byPlatform = new Map<string, Set<Digest>>();
  for (const { platform, digest } of named.flatMap(({ content }) => content.images)) {
    byPlatform.set(platform, (byPlatform.get(platform) ?? new Set()).add(digest));
  }
  return [...byPlatform].flatMap(([platform, digests]) =>
    digests.size > 1 ? [platform || "an unknown platform"] : [],
  );
}
