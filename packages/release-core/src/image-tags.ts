import { buildRules, type Channel, imageVersion } from "./channel.ts";
import type { DevelopmentSuffix } from "./development-suffix.ts";
import { parseTag, type Tag } from "./image-reference.ts";
import { quote } from "./refusal.ts";
import {
  accept,
  andThen,
  combine,
  isNonEmpty,
  type NonEmpty,
  type Result,
  refuse,
  traverse,
} from "./result.ts";
import {
  parseTagTemplate,
  renderTagTemplate,
  type TagKind,
  type TagTemplate,
  type TagValues,
  tagSafe,
} from "./tag-template.ts";
import { isPullRequest, pullRequestNumber, refName, type Trigger } from "./trigger.ts";
import { numbersOf } from "./version.ts";

/** What decides the tags of an image in a run. */
export interface ImageBuild {
  readonly trigger: Trigger;
  /** The channel of this image: on production it has the image's version. */
  readonly channel: Channel;
  /** As a tag writes it: `linux-amd64`. */
  readonly platform: string;
  /** The full id of the commit. */
  readonly sha: string;
  readonly tags: NonEmpty<TagTemplate>;
  readonly developmentSuffix: DevelopmentSuffix;
  readonly pullRequestTags: "all" | "unique";
}

/** A tag, and how it may move. */
export interface ImageTag {
  readonly tag: Tag;
  readonly kind: TagKind;
  /** The numbers that all versions of its series begin with; only a floating tag has them. */
  readonly series?: NonEmpty<string>;
}

interface ImageTags {
  /** In the order of their templates, each once. */
  readonly tags: NonEmpty<ImageTag>;
  /** What is pushed first, and verified. */
  readonly candidate: Tag;
}

const candidateTemplate = "{platform}-{sha}";

/**
 * The tags that an image gets in a run. The action that builds an image and the one that promotes it both call this
 * function.
 *
 * @returns the tags, or `tag-invalid` (LA402), `no-tags` (LA404), `prod-tag-suffixed` (LA406), `series-tag-taken` (LA410)
 */
export function imageTags(build: ImageBuild): Result<ImageTags> {
  const values = tagValues(build);
  return combine({
    tags: andThen(wantedTemplates(build), (templates) => renderTags(templates, build, values)),
    candidate: andThen(parseTagTemplate(candidateTemplate), (template) =>
      andThen(renderTags([template], build, values), ([{ tag }]) => accept(tag)),
    ),
  });
}

/**
 * Checks that a tag fits the channel of its run: on development it must end in the suffix, on production it must not.
 *
 * @returns the tag, or `development-tag-unsuffixed` (LA409), `prod-tag-suffixed` (LA406)
 */
export function requireChannelTag(
  tag: Tag,
  channel: Channel["name"],
  suffix: DevelopmentSuffix,
): Result<Tag> {
  if (tag.endsWith(suffix) === (channel === "development")) return accept(tag);
  if (channel === "production") return suffixed(tag, suffix, "Give the tag another name.");
  return refuse({
    name: "development-tag-unsuffixed",
    seen: `this is a development run, and the tag ${quote(tag)} does not end in ${suffix}`,
    remedy: `Give it the name ${tag}${suffix}, as compute-tags does. Only a production run may give tags without the suffix.`,
  });
}

function tagValues({ trigger, channel, platform, sha }: ImageBuild): TagValues {
  const version = imageVersion(channel);
  const [major, minor] = version ? numbersOf(version, 2) : [];
  return {
    version: version?.canonical,
    major,
    minor,
    platform,
    sha,
    "short-sha": sha.slice(0, 7),
    pr: pullRequestNumber(trigger.ref),
    "ref-name": tagSafe(refName(trigger.ref)) || undefined,
  };
}

/** `unique` keeps a pull request from moving tags that others deploy. */
function wantedTemplates(build: ImageBuild): Result<NonEmpty<TagTemplate>> {
  const { trigger, pullRequestTags, tags } = build;
  if (!isPullRequest(trigger) || pullRequestTags === "all") return accept(tags);
  const unique = tags.filter(({ kind }) => kind === "commit");
  if (isNonEmpty(unique)) return accept(unique);
  return noTags(
    "the input pull-request-tags is unique, and no template in tags has the commit",
    "Add a template with the commit, such as {platform}-{sha}, or set pull-request-tags to all.",
  );
}

function renderTags(
  templates: readonly TagTemplate[],
  build: ImageBuild,
  values: TagValues,
): Result<NonEmpty<ImageTag>> {
  const rendered = traverse(templates, (template) => renderTag(template, build, values));
  if (!rendered.ok) return rendered;
  const given = rendered.value.flatMap((tag) => (tag ? [tag] : []));
  const taken = given.find(({ tag, series }) => series && isVersion(tag, given));
  if (taken) return seriesTaken(taken.tag);
  const tags = withoutRepeats(given);
  if (isNonEmpty(tags)) return accept(tags);
  return noTags(
    `no template gives a tag in this run: ${templates.map(({ text }) => quote(text)).join(", ")}`,
    "Add one that gives a tag in every run, such as {platform}-{sha}.",
  );
}

/** `no-tags` (LA404). */
function noTags(seen: string, remedy: string): Result<never> {
  return refuse({ name: "no-tags", seen, remedy });
}

/** A run's tag by one template: undefined if the run has no value for a placeholder. */
function renderTag(
  template: TagTemplate,
  { channel, developmentSuffix: suffix }: ImageBuild,
  values: TagValues,
): Result<ImageTag | undefined> {
  const { text, kind } = template;
  const remedy = `Change the template ${quote(text)}, or dispatch from a ref whose name does not end in ${suffix}.`;
  // Refused on development as well, so that the mistake is found before a production run.
  if (text.endsWith(suffix)) return suffixed(text, suffix, remedy);
  const stem = renderTagTemplate(template, values);
  if (stem === undefined) return accept(undefined);
  const { tagSuffix } = buildRules(channel, suffix);
  const tag = parseTag(stem + tagSuffix, `the template ${quote(text)}`);
  if (!tag.ok) return tag;
  if (channel.name === "production" && tag.value.endsWith(suffix)) {
    return suffixed(tag.value, suffix, remedy);
  }
  const version = imageVersion(channel);
  const { seriesLength } = template;
  if (version === undefined || seriesLength === 0) return accept({ tag: tag.value, kind });
  return accept({ tag: tag.value, kind, series: numbersOf(version, seriesLength) });
}

function isVersion(tag: Tag, tags: readonly ImageTag[]): boolean {
  return tags.some((other) => other.tag === tag && other.kind === "version");
}

/** `series-tag-taken` (LA410): the next version of the series would have to move the tag of this version. */
function seriesTaken(tag: Tag): Result<never> {
  return refuse({
    name: "series-tag-taken",
    seen: `the tag ${quote(tag)} would be of this version, which never moves, and of its series, which does`,
    remedy:
      "Publish the version with one number more, such as 1.2.0 for 1.2, or delete the template with {major}.",
  });
}

/** `prod-tag-suffixed` (LA406). */
function suffixed(tag: string, suffix: string, remedy: string): Result<never> {
  return refuse({
    name: "prod-tag-suffixed",
    seen: `the production tag ${quote(tag)} would end in ${suffix}, as development tags do`,
    remedy,
  });
}

/** Two templates can give one tag; it then moves as the stricter of them allows. */
function withoutRepeats(tags: readonly ImageTag[]): readonly ImageTag[] {
  const strictest = new Map<Tag, ImageTag>();
  for (const tag of tags) strictest.set(tag.tag, stricter(tag, strictest.get(tag.tag) ?? tag));
  return [...strictest.values()];
}

/** Of two floating tags the one of the longer line of versions moves less often. */
function stricter(left: ImageTag, right: ImageTag): ImageTag {
  const ranks: readonly TagKind[] = ["version", "commit", "floating"];
  const order = ranks.indexOf(left.kind) - ranks.indexOf(right.kind);
  const length = ({ series }: ImageTag) => series?.length ?? 0;
  return (order || length(left) - length(right)) <= 0 ? left : right;
}
