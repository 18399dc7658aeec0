import type { Repository } from "@lablink-actions/registries";
import type { ImageConfig } from "@lablink-actions/release-config";
import {
  compareVersions,
  map,
  type Result,
  type Tag,
  traverse,
  type Version,
} from "@lablink-actions/release-core";
import { contentReader, type Named } from "./content.ts";
import { forEach } from "./few-at-once.ts";
import type { Release } from "./releases.ts";
import { isBefore, type Since } from "./since.ts";
import { type TagNames, tagNamesOf } from "./tag-names.ts";

/** What the registry has of an image, as far as the audit needs it. */
export interface ImageState {
  /** What it was compared with. */
  readonly releases: readonly Release[];
  readonly names: TagNames;
  /** How many tags there are. */
  readonly tags: number;
  /** What the version tags and the floating tags name. Those of versions that are not audited are not read. */
  readonly named: ReadonlyMap<Tag, Named>;
  /** Tags without the suffix that name the same as the tag with it. */
  readonly developmentTags: ReadonlySet<Tag>;
  /** Tags of development builds that are older than they may be, oldest first. */
  readonly old: readonly OldTag[];
}

interface OldTag {
  readonly tag: Tag;
  readonly created: string;
}

interface Question {
  readonly image: ImageConfig;
  /** Whose version it has. */
  readonly packageName: string;
  /** Undefined if there is no index to compare with: then the version tags say what was released. */
  readonly releases: readonly Release[] | undefined;
  readonly since: Since;
  readonly developmentSuffix: string;
  /** The time before which a development build is old, in milliseconds; undefined if that is not looked at. */
  readonly oldBefore: number | undefined;
}

/**
 * Reads an image's tags, and what the tags of audited versions and the floating tags name.
 *
 * @param say gets a line for each thing that takes long
 * @returns it; or what the registry refuses (LA701, LA702), `audit-incomplete` (LA681)
 */
export async function readImageState(
  question: Question,
  repository: Repository,
  say: (line: string) => void,
): Promise<Result<ImageState>> {
  const { image, packageName, since, developmentSuffix, oldBefore } = question;
  const listed = await repository.listTags();
  if (!listed.ok) return listed;
  const releases = question.releases ?? taggedReleases(image, listed.value, developmentSuffix);
  const names = tagNamesOf(image, listed.value, releases, developmentSuffix);
  const isAudited = (version: Version) => {
    if (names.newest && compareVersions(version, names.newest) === 0) return true;
    const release = releases.find((one) => compareVersions(one.version, version) === 0);
    return !isBefore(since, packageName, version, release?.uploaded);
  };
  const wanted = [
    ...names.versions.filter(({ version }) => isAudited(version)),
    ...names.floating.filter(({ isThere }) => isThere),
  ].map(({ tag }) => tag);
  say(`${image.reference}: reading ${wanted.length} of ${counted(listed.value.length)}`);
  const { read, digestOf } = contentReader(repository);
  const told = progress(image.reference, wanted.length, say);
  const named = await forEach(wanted, (tag) => read(tag).finally(told));
  if (!named.ok) return named;
  const pairs = await forEach(names.pairs, async ({ tag, development }) => {
    const digests = await Promise.all([digestOf(tag), digestOf(development)]);
    return map(
      traverse(digests, (digest) => digest),
      ([left, right]) => (left !== undefined && left === right ? [tag] : []),
    );
  });
  if (!pairs.ok) return pairs;
  const aged = oldBefore === undefined ? [] : names.development;
  const old = await forEach(aged, async (tag) =>
    map(await read(tag), (found) => oldTag(found, oldBefore ?? 0)),
  );
  return map(old, (ages) => ({
    names,
    releases,
    tags: listed.value.length,
    named: new Map(named.value.flatMap((one) => (one ? [[one.tag, one] as const] : []))),
    developmentTags: new Set(pairs.value.flat()),
    old: ages.flat().toSorted((left, right) => (left.created < right.created ? -1 : 1)),
  }));
}

function taggedReleases(
  image: ImageConfig,
  tags: readonly string[],
  suffix: string,
): readonly Release[] {
  return tagNamesOf(image, tags, [], suffix).versions.map(({ version }) => ({
    ...{ version, uploaded: undefined, standing: "tagged" },
  }));
}

function counted(tags: number): string {
  return tags === 1 ? "1 tag" : `${tags} tags`;
}

/** The newest image under a tag says how old it is. */
function oldTag(named: Named | undefined, before: number): readonly OldTag[] {
  const created = named?.content.images
    .flatMap((one) => one.created ?? [])
    .toSorted()
    .at(-1);
  if (named === undefined || created === undefined || Date.parse(created) >= before) return [];
  return [{ tag: named.tag, created }];
}

/** Says a line after each quarter, if there is much to read. */
function progress(image: string, all: number, say: (line: string) => void): () => void {
  const step = Math.max(Math.ceil(all / 4), 50);
  let done = 0;
  return () => {
    done++;
    if (done % step === 0 && done < all) say(`${image}: ${done} of ${all} read`);
  };
}

/**
 * compute-tags labels every image with its commit, and only those of production with a version. A tag with the
 * suffix that names the same shows it as well.
 */
export function isDevelopment({ tag, content }: Named, { developmentTags }: ImageState): boolean {
  const isLabelled = content.images.some(
    ({ revision, version }) => revision !== undefined && version === undefined,
  );
  return isLabelled || developmentTags.has(tag);
}
