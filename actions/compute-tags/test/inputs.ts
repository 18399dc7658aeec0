import { defaultTagTemplates } from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import type { ComputeTagsInputs } from "../src/compute-tags.ts";

export type { ComputeTagsInputs } from "../src/compute-tags.ts";

export const sha = "8f3c2a9d1b7e4f605c8d9e0a1b2c3d4e5f607182";

/** A push to main. */
export const inputs: ComputeTagsInputs = {
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
};

/** What makes it a production run. */
export const production = {
  trigger: { ...inputs.trigger, eventName: "workflow_dispatch", environment: "prod" },
  version: "0.0.2a0",
};
