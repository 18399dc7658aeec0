import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  combine,
  type ImageName,
  map,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type Backend, backendConfig, parseBackend } from "./backend.ts";
import {
  type DeploymentTrigger,
  decideEnvironment,
  type Environment,
  isProduction,
  type Operation,
} from "./environment.ts";
import { type DeployedImage, namedImage, requestedImage, resolveImage } from "./image.ts";

export interface ResolveDeploymentInputs {
  readonly operation: Operation;
  readonly trigger: DeploymentTrigger;
  readonly deploymentName: string;
  /** GitHub's id of the run. */
  readonly runId: string;
  readonly image: string;
  readonly imageTag: string;
  /** Settings of the backend, `name=value`. */
  readonly backend: readonly string[];
  /** What was typed to confirm a destruction. */
  readonly confirm: string;
}

export interface ResolveDeploymentEffects {
  /** An image in its registry. */
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/** One deployment in one environment; together they are what no other deployment has. */
interface Deployment {
  readonly name: string;
  readonly environment: Environment;
}

/**
 * Decides where a run deploys, or destroys, what and with which state.
 *
 * @returns the outputs; or, before anything is deployed, every reason not to: LA401, LA402, LA620 to LA627, LA701, LA702
 */
export async function resolveDeployment(
  inputs: ResolveDeploymentInputs,
  { open }: ResolveDeploymentEffects,
) {
  const { operation } = inputs;
  const read = combine({
    deployment: combine({
      name: parseDeploymentName(inputs.deploymentName),
      environment: decideEnvironment(
        inputs.trigger,
        operation,
        inputs.deploymentName === `run-${inputs.runId}`,
      ),
    }),
    backend: parseBackend(inputs.backend),
  });
  if (!read.ok) return read;
  const { deployment, backend } = read.value;
  const isDestruction = operation === "destroy";
  const needsRelease = isProduction(deployment.environment) && !isDestruction;
  const agreed = isDestruction ? confirmed(deployment, inputs.confirm) : accept(deployment);
  const requested = requestedImage(inputs.image, inputs.imageTag, needsRelease);
  const decided = combine({ agreed, requested });
  if (!decided.ok) return decided;
  const image = isDestruction
    ? accept(namedImage(decided.value.requested))
    : await resolveImage(decided.value.requested, open);
  return map(image, (found) => describe(operation, deployment, found, backend));
}

/**
 * The name of a deployment, which becomes part of its state's key and of the names of its resources.
 *
 * @returns it, or `deployment-name-invalid` (LA622)
 */
export function parseDeploymentName(text: string): Result<string> {
  if (/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/.test(text)) return accept(text);
  return refuse({
    name: "deployment-name-invalid",
    seen: `deployment-name is ${quote(text)}`,
    remedy:
      "Write 3 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending in a hyphen.",
  });
}

function labelOf({ name, environment }: Deployment): string {
  return `${name}/${environment}`;
}

/** Held against the text as typed: to confirm is to write down, in full, what goes. */
function confirmed(deployment: Deployment, typed: string): Result<Deployment> {
  const label = labelOf(deployment);
  if (typed === label) return accept(deployment);
  return refuse({
    name: "confirmation-differs",
    seen: `the run would destroy ${label}, and ${quote(typed)} was typed to confirm it`,
    remedy: `Type ${label}, if that is what is to be destroyed.`,
  });
}

function describe(
  operation: Operation,
  deployment: Deployment,
  image: DeployedImage,
  backend: Backend,
) {
  const label = labelOf(deployment);
  const stateKey = `${label}/terraform.tfstate`;
  const clientStateKey = `${label}/clients/terraform.tfstate`;
  return {
    outputs: {
      environment: deployment.environment,
      production: String(isProduction(deployment.environment)),
      "deployment-name": deployment.name,
      label,
      "image-tag": image.tag,
      "image-digest": image.digest,
      "image-reference": image.reference,
      "state-key": stateKey,
      "backend-config": backendConfig(backend, stateKey),
      "client-backend-config": backendConfig(backend, clientStateKey),
      variables: JSON.stringify({
        deployment_name: deployment.name,
        resource_suffix: deployment.environment,
        allocator_image_tag: image.tag,
        allocator_image_digest: image.digest,
        client_state_key: clientStateKey,
      }),
    },
    title: operation === "destroy" ? `Destruction of ${label}, confirmed` : `Deployment ${label}`,
    facts: [
      ["Environment", deployment.environment],
      ["Image", image.reference || `tag ${image.tag}`],
      ["State", stateKey],
    ],
  } satisfies Decision;
}
