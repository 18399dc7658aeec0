import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  parseImageName,
  parseTag,
  type Result,
} from "@lablink-actions/release-core";
import { parseBackend } from "../src/backend.ts";
import { parseDeploymentName } from "../src/deployment.ts";
import type { Operation } from "../src/environment.ts";
import { parseSettingLines, parseVariableLines } from "../src/handed-over.ts";
import { decideRequest } from "../src/request.ts";
import { resolveDeployment } from "../src/resolve-deployment.ts";
import { parseRole } from "../src/role.ts";
import { parseKeyTemplate } from "../src/state-keys.ts";

/** Inputs as a workflow gives them. */
interface DeploymentTexts {
  readonly operation: Operation;
  readonly trigger: {
    readonly eventName: string;
    readonly ref: string;
    readonly environment: string;
  };
  readonly deploymentName: string;
  readonly runId: string;
  readonly image: string;
  readonly imageTag: string;
  readonly clientImage: string;
  readonly clientImageTag: string;
  readonly backend: readonly string[];
  readonly role: string;
  readonly environments: readonly string[];
  readonly productionEnvironments: readonly string[];
  readonly stateKey: string;
  readonly clientStateKey: string;
  readonly variables: readonly string[];
  readonly settings: readonly string[];
  readonly confirm: string;
}

/** Reads the texts by the parsers that main.ts names, and decides. */
export async function resolveFrom(
  texts: DeploymentTexts,
  effects: { readonly open: () => Promise<Result<Repository>> },
) {
  const { eventName, ref, environment } = texts.trigger;
  const request = decideRequest({
    operation: accept(texts.operation),
    eventName: accept(eventName),
    ref: accept(ref),
    environment: accept(environment || undefined),
    environments: accept(texts.environments),
    productionEnvironments: accept(texts.productionEnvironments),
    deploymentName: parseDeploymentName(texts.deploymentName),
    runId: accept(texts.runId),
    image: given(texts.image, parseImageName),
    imageTag: given(texts.imageTag, (tag) => parseTag(tag, "image-tag")),
    clientImage: given(texts.clientImage, parseImageName),
    clientImageTag: given(texts.clientImageTag, (tag) => parseTag(tag, "client-image-tag")),
    backend: parseBackend(texts.backend),
    roleToAssume: parseRole(texts.role),
    stateKey: given(texts.stateKey, (text) => parseKeyTemplate(text, "state-key")),
    clientStateKey: given(texts.clientStateKey, (text) =>
      parseKeyTemplate(text, "client-state-key"),
    ),
    variables: parseVariableLines(texts.variables, "variables"),
    settings: parseSettingLines(texts.settings, "settings"),
    confirm: accept(texts.confirm),
  });
  return andThen(request, (read) => resolveDeployment(read, effects));
}

function given<T>(text: string, parse: (text: string) => Result<T>): Result<T | undefined> {
  return text === "" ? accept(undefined) : parse(text);
}

export const digest = `sha256:${"a".repeat(64)}`;
export const backend = ["bucket=states", "region=us-west-2", "dynamodb_table=locks"];

export const dispatch = (environment: string) => ({
  eventName: "workflow_dispatch",
  ref: "refs/heads/main",
  environment,
});
export const push = (branch: string, environment = "") => ({
  eventName: "push",
  ref: `refs/heads/${branch}`,
  environment,
});

export const inputs: DeploymentTexts = {
  operation: "deploy",
  trigger: dispatch("dev"),
  deploymentName: "lablink",
  runId: "4711",
  image: "",
  imageTag: "",
  clientImage: "",
  clientImageTag: "",
  backend,
  role: "arn:aws:iam::123456789012:role/lablink",
  environments: ["test", "prod", "ci-test", "dev"],
  productionEnvironments: ["prod"],
  stateKey: "",
  clientStateKey: "",
  variables: [
    "deployment_name?={deployment}",
    "environment|resource_suffix={environment}",
    "allocator_image_tag?={image-tag}",
    "allocator_image_digest?={image-digest}",
    "client_image_tag?={client-image-tag}",
    "client_state_key?={client-state-key}",
  ],
  settings: [],
  confirm: "",
};

/** A registry that has some tags, and what was asked of it. */
export function registry(...more: readonly string[]) {
  const asked: string[] = [];
  const has = ["0.2.0", "linux-amd64-0.2.0rc1", "linux-amd64-latest-test", ...more];
  const repository = {
    async readManifest(tag: string) {
      asked.push(tag);
      return accept(has.includes(tag) ? { digest } : "absent");
    },
  } as unknown as Repository;
  return { asked, open: async () => accept(repository) };
}

export function decide(given: Partial<DeploymentTexts>) {
  return resolveFrom({ ...inputs, ...given }, registry());
}

export async function namesOf(given: Partial<DeploymentTexts>): Promise<string[]> {
  const result = await decide(given);
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}

export async function outputsOf(given: Partial<DeploymentTexts>) {
  const result = await decide(given);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value.outputs;
}

/** What is said besides, of a request that is accepted. */
export async function saidOf(given: Partial<DeploymentTexts>): Promise<readonly string[]> {
  const result = await decide(given);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  const { notices = [], warnings = [] } = result.value;
  return [...notices, ...warnings];
}

export const prod = {
  trigger: dispatch("prod"),
  image: "ghcr.io/talmolab/lablink-allocator-image",
  imageTag: "0.2.0",
};
