import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  andThen,
  type Channel,
  combine,
  type DevelopmentSuffix,
  type ImageName,
  imageReference,
  imageVersion,
  isNonEmpty,
  isPullRequest,
  map,
  type NonEmpty,
  parseTagTemplate,
  pullRequestNumber,
  type Result,
  refName,
  spellingNotices,
  type TagTemplate,
  type TagValues,
  type Trigger,
  tagSafe,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { ociLabels } from "./labels.ts";
import { noTags, renderTags } from "./tags.ts";

export interface ComputeTagsInputs {
  readonly trigger: Trigger;
  readonly channel: Channel;
  readonly image: ImageName;
  /** As a tag writes it: `linux-amd64`. */
  readonly platform: string;
  /** The full id of the commit. */
  readonly sha: string;
  readonly tags: NonEmpty<TagTemplate>;
  readonly developmentSuffix: DevelopmentSuffix;
  readonly pullRequestTags: "all" | "unique";
  readonly repository: string;
  /** Empty but for a pull request whose repository still exists. */
  readonly headRepository: string;
  /** The repository's address; undefined outside a repository. */
  readonly source: string | undefined;
}

const candidateTemplate = "{platform}-{sha}";

/**
 * Computes the references an image gets in this run.
 *
 * @returns the outputs; or `tag-invalid` (LA402), `no-tags` (LA404), `prod-tag-suffixed` (LA406)
 */
export function computeTags(inputs: ComputeTagsInputs): Result<Decision<Output>> {
  const { channel, image, source, developmentSuffix: suffix } = inputs;
  const values = tagValues(inputs);
  const run = { channel, values, suffix };
  const rendered = combine({
    tags: andThen(wantedTemplates(inputs), (templates) => renderTags(templates, run)),
    candidate: andThen(parseTagTemplate(candidateTemplate), (only) => renderTags([only], run)),
  });
  return map(rendered, ({ tags, candidate: [first] }) => {
    const references = tags.map(({ tag, kind }) => ({ kind, name: imageReference(image, tag) }));
    const named = (kind: string) =>
      references.filter((reference) => reference.kind === kind).map(({ name }) => name);
    const facts = {
      tags: references.map(({ name }) => name),
      candidate: imageReference(image, first.tag),
      "version-tags": named("version"),
      "floating-tags": named("floating"),
      "tag-names": tags.map(({ tag }) => tag),
      labels: ociLabels({ image, commit: values.sha, version: values.version, source }),
      channel: channel.name,
      "can-push": canPush(inputs),
    };
    return describe(facts, spellingNotices(channel));
  });
}

interface TagFacts {
  readonly tags: readonly string[];
  readonly candidate: string;
  readonly "version-tags": readonly string[];
  readonly "floating-tags": readonly string[];
  readonly "tag-names": readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly channel: string;
  readonly "can-push": boolean;
}

function describe(facts: TagFacts, notices: readonly string[]): Decision<Output> {
  const labels = Object.entries(facts.labels).map(([key, value]) => `${key}=${value}`);
  return {
    outputs: {
      tags: facts.tags.join("\n"),
      candidate: facts.candidate,
      "version-tags": facts["version-tags"].join("\n"),
      "floating-tags": facts["floating-tags"].join("\n"),
      "tag-names": facts["tag-names"].join("\n"),
      labels: labels.join("\n"),
      channel: facts.channel,
      "can-push": String(facts["can-push"]),
      json: JSON.stringify(facts),
    },
    title: "Image tags",
    facts: [
      ["Channel", facts.channel],
      ["Candidate", facts.candidate],
      ["Tags", facts.tags.join("\n")],
      ["Labels", labels.join("\n")],
      ["Can be pushed", facts["can-push"] ? "yes" : "no: a pull request from a fork cannot push"],
    ],
    notices,
  };
}

function tagValues({ channel, platform, sha, trigger }: ComputeTagsInputs) {
  return {
    version: imageVersion(channel)?.canonical,
    platform,
    sha,
    "short-sha": sha.slice(0, 7),
    pr: pullRequestNumber(trigger.ref),
    "ref-name": tagSafe(refName(trigger.ref)) || undefined,
  } satisfies TagValues;
}

/** A pull request may be kept from moving tags that others deploy. */
function wantedTemplates(inputs: ComputeTagsInputs): Result<NonEmpty<TagTemplate>> {
  const { trigger, pullRequestTags, tags } = inputs;
  if (!isPullRequest(trigger) || pullRequestTags === "all") return accept(tags);
  const unique = tags.filter(({ kind }) => kind === "commit");
  if (isNonEmpty(unique)) return accept(unique);
  return noTags(
    "pull-request-tags is unique, and no template holds the commit",
    "Add one that does, such as {platform}-{sha}, or set pull-request-tags to all.",
  );
}

/** A fork's pull request runs with a token that may only read. */
function canPush({ trigger, repository, headRepository }: ComputeTagsInputs): boolean {
  return !isPullRequest(trigger) || headRepository === repository;
}
