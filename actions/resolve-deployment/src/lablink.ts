/**
 * LabLink's own conventions. Nothing else in this action's code names them. Each becomes an input when another caller
 * needs it.
 */

import type { Tag } from "@lablink-actions/release-core";

export const environments = ["dev", "test", "prod"] as const;

/** Where a deployment runs. */
export type Environment = (typeof environments)[number];

/** Only what was released goes there, and no default password. */
export const production: Environment = "prod";

/** A push to this branch deploys to this environment. */
export const pushed = { branch: "test", environment: "test" } as const;

/** The newest development build: what is deployed if no tag is given. */
export const developmentTag = "linux-amd64-latest-test" as Tag;

/** Each deployment has a state of its own in each environment; the allocator keeps that of its client VMs beside it. */
export function stateKeys(label: string) {
  return {
    own: `${label}/terraform.tfstate`,
    clients: `${label}/clients/terraform.tfstate`,
  };
}

interface VariableValues {
  readonly deployment: string;
  readonly environment: Environment;
  readonly imageTag: string;
  readonly imageDigest: string;
  readonly clientStateKey: string;
}

/** The variables of the infrastructure, by the names that it declares. */
export function variablesOf(values: VariableValues): Readonly<Record<string, string>> {
  return {
    deployment_name: values.deployment,
    resource_suffix: values.environment,
    allocator_image_tag: values.imageTag,
    allocator_image_digest: values.imageDigest,
    client_state_key: values.clientStateKey,
  };
}
