import {
  accept,
  andThen,
  combine,
  decideImageChannel,
  defaultTagTemplates,
  type NonEmpty,
  parseCommit,
  parseDevelopmentSuffix,
  parseImageName,
  parsePlatformName,
  parseSource,
  parseTagTemplate,
  type Trigger,
  traverse,
} from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { computeTags } from "../src/compute-tags.ts";

/** Inputs as a workflow gives them. */
export interface ComputeTagsTexts {
  readonly trigger: Trigger;
  readonly image: string;
  readonly platform: string;
  readonly version: string;
  readonly sha: string;
  readonly tags: NonEmpty<string>;
  readonly developmentSuffix: string;
  readonly pullRequestTags: "all" | "unique";
  readonly repository: string;
  readonly headRepository: string;
  readonly serverUrl: string;
  readonly description: string;
  readonly licenses: string;
}

/** Reads the texts with the parsers of main.ts, and decides. */
export function computeTagsFrom(texts: ComputeTagsTexts) {
  const values = combine({
    image: parseImageName(texts.image),
    platform: parsePlatformName(texts.platform),
    sha: parseCommit(texts.sha),
    tags: traverse(texts.tags, parseTagTemplate),
    developmentSuffix: parseDevelopmentSuffix(texts.developmentSuffix),
    trigger: accept(texts.trigger),
    channel: decideImageChannel(texts.trigger, texts.version),
    source: parseSource(texts),
  });
  const { pullRequestTags, repository, headRepository, description, licenses } = texts;
  return andThen(values, (read) =>
    computeTags({ ...read, pullRequestTags, repository, headRepository, description, licenses }),
  );
}

export const sha = "8f3c2a9d1b7e4f605c8d9e0a1b2c3d4e5f607182";

/** A push to main. */
export const inputs: ComputeTagsTexts = {
  trigger: {
    eventName: "push",
    ref: "refs/heads/main",
    environment: "",
    policy: lablinkPolicy,
  },
  image: "ghcr.io/talmolab/image",
  platform: "linux/amd64",
  version: "",
  sha,
  tags: defaultTagTemplates,
  developmentSuffix: "-test",
  pullRequestTags: "all",
  repository: "talmolab/lablink",
  headRepository: "",
  serverUrl: "https://github.com",
  description: "",
  licenses: "",
};

/** Makes it a production run. */
export const production = {
  trigger: { ...inputs.trigger, eventName: "workflow_dispatch", environment: "prod" },
  version: "0.0.2a0",
};
