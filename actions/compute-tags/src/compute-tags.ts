import type { Decision } from "@lablink-actions/action-kit";
import {
  canPush,
  type ImageBuild,
  type ImageName,
  imageReference,
  imageTags,
  imageVersion,
  map,
  ociAnnotations,
  ociLabels,
  type RepositoryFacts,
  type Result,
  type RunRepositories,
  spellingNotices,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

interface ComputeTagsInputs extends ImageBuild, RunRepositories, RepositoryFacts {
  readonly image: ImageName;
  /** The repository's address; undefined outside a repository. */
  readonly source: string | undefined;
}

/**
 * Computes the references an image gets in this run.
 *
 * @returns the outputs; or `tag-invalid` (LA402), `no-tags` (LA404), `prod-tag-suffixed` (LA406)
 */
export function computeTags(inputs: ComputeTagsInputs): Result<Decision<Output>> {
  const { channel, image, sha, source } = inputs;
  const version = imageVersion(channel)?.canonical;
  const facts = { image, commit: sha, version, source };
  return map(imageTags(inputs), ({ tags, candidate }) => {
    const references = tags.map(({ tag, kind }) => ({ kind, name: imageReference(image, tag) }));
    const named = (kind: string) =>
      references.filter((reference) => reference.kind === kind).map(({ name }) => name);
    const computed = {
      tags: references.map(({ name }) => name),
      candidate: imageReference(image, candidate),
      "version-tags": named("version"),
      "floating-tags": named("floating"),
      "tag-names": tags.map(({ tag }) => tag),
      labels: ociLabels(facts),
      annotations: ociAnnotations(facts, inputs),
      channel: channel.name,
      "can-push": canPush(inputs.trigger, inputs),
    };
    return describe(computed, spellingNotices(channel));
  });
}

interface TagFacts {
  readonly tags: readonly string[];
  readonly candidate: string;
  readonly "version-tags": readonly string[];
  readonly "floating-tags": readonly string[];
  readonly "tag-names": readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly channel: string;
  readonly "can-push": boolean;
}

function describe(facts: TagFacts, notices: readonly string[]): Decision<Output> {
  const labels = Object.entries(facts.labels).map(([key, value]) => `${key}=${value}`);
  const annotations = Object.entries(facts.annotations).map(
    ([key, value]) => `index:${key}=${value}`,
  );
  return {
    outputs: {
      tags: facts.tags.join("\n"),
      candidate: facts.candidate,
      "version-tags": facts["version-tags"].join("\n"),
      "floating-tags": facts["floating-tags"].join("\n"),
      "tag-names": facts["tag-names"].join("\n"),
      labels: labels.join("\n"),
      annotations: annotations.join("\n"),
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
