import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  combine,
  decideImageChannel,
  imageReference,
  imageVersion,
  isPullRequest,
  map,
  type NonEmpty,
  parseDevelopmentSuffix,
  parseImageName,
  parsePlatform,
  parseTagTemplate,
  pullRequestNumber,
  quote,
  type Result,
  refName,
  refuse,
  spellingNotices,
  type TagValues,
  type Trigger,
  tagSafe,
  traverse,
} from "@lablink-actions/release-core";
import { ociLabels, parseSource } from "./labels.ts";
import { renderTags } from "./tags.ts";

export interface ComputeTagsInputs {
  readonly trigger: Trigger;
  readonly image: string;
  readonly platform: string;
  readonly version: string;
  readonly sha: string;
  readonly tags: NonEmpty<string>;
  readonly developmentSuffix: string;
  readonly pullRequestTags: "all" | "unique";
  readonly repository: string;
  /** Empty but for a pull request whose repository still exists. */
  readonly headRepository: string;
  readonly serverUrl: string;
}

const candidateTemplate = "{platform}-{sha}";

/**
 * Computes the references an image gets in this run.
 *
 * @returns the outputs, or a refusal: the trigger's and version's (LA1xx), or one of the references' (LA4xx)
 */
export function computeTags(inputs: ComputeTagsInputs) {
  const read = readInputs(inputs);
  if (!read.ok) return read;
  const { channel, image, values, suffix, templates, candidate, source } = read.value;

  const run = { channel, values, suffix };
  const wanted = onlyUnique(inputs) ? templates.filter(({ kind }) => kind === "commit") : templates;
  if (wanted.length === 0) {
    return refuse({
      name: "no-tags",
      seen: "pull-request-tags is unique, and none of the templates holds the commit",
      remedy: "Add one that does, such as {platform}-{sha}, or set pull-request-tags to all.",
    });
  }
  const rendered = combine({
    tags: renderTags(wanted, run),
    candidate: renderTags([candidate], run),
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

function describe(facts: TagFacts, notices: readonly string[]) {
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
  } satisfies Decision;
}

function readInputs(inputs: ComputeTagsInputs) {
  const { trigger } = inputs;
  const read = combine({
    channel: decideImageChannel(trigger, inputs.version),
    image: parseImageName(inputs.image),
    // `linux/arm64/v8` as a tag writes it: `linux-arm64-v8`.
    platform: map(parsePlatform(inputs.platform), () => inputs.platform.replaceAll("/", "-")),
    sha: parseCommit(inputs.sha),
    suffix: parseDevelopmentSuffix(inputs.developmentSuffix),
    templates: traverse(inputs.tags, parseTagTemplate),
    candidate: parseTagTemplate(candidateTemplate),
    source: parseSource(inputs.serverUrl, inputs.repository),
  });
  return map(read, (values) => {
    const { channel, platform, sha } = values;
    const tagValues = {
      version: imageVersion(channel),
      platform,
      sha,
      "short-sha": sha.slice(0, 7),
      pr: pullRequestNumber(trigger.ref),
      "ref-name": tagSafe(refName(trigger.ref)) || undefined,
    } satisfies TagValues;
    return { ...values, values: tagValues };
  });
}

/** A full commit id, of SHA-1 or SHA-256; or `commit-invalid` (LA407). */
function parseCommit(text: string): Result<string> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return accept(text.toLowerCase());
  return refuse({
    name: "commit-invalid",
    seen: `sha is ${quote(text)}, which is not a full commit id`,
    remedy: "Pass all 40 (or 64) hexadecimal digits, or leave the default.",
  });
}

function onlyUnique({ trigger, pullRequestTags }: ComputeTagsInputs): boolean {
  return isPullRequest(trigger) && pullRequestTags === "unique";
}

/** A fork's pull request runs with a token that may only read. */
function canPush({ trigger, repository, headRepository }: ComputeTagsInputs): boolean {
  return !isPullRequest(trigger) || headRepository === repository;
}
