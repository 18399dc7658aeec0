import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import { accept, type ImageName, map, type Result } from "@lablink-actions/release-core";
import { backendConfig } from "./backend.ts";
import type { Output } from "./declaration.ts";
import { labelOf } from "./deployment.ts";
import { isProduction } from "./environment.ts";
import { type DeployedImage, namedImage, resolveImage } from "./image.ts";
import { stateKeys, variablesOf } from "./lablink.ts";
import type { DeploymentRequest } from "./request.ts";

interface ResolveDeploymentEffects {
  /** Opens an image in its registry. */
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/**
 * Says what a run deploys or destroys, and with which state. The registry is asked for an image that is deployed.
 *
 * @returns the outputs, or `deployment-image-absent` (LA625), LA701, LA702, LA708
 */
export async function resolveDeployment(
  request: DeploymentRequest,
  { open }: ResolveDeploymentEffects,
): Promise<Result<Decision<Output>>> {
  const image =
    request.operation === "destroy"
      ? accept(namedImage(request.image))
      : await resolveImage(request.image, open);
  return map(image, (found) => describe(request, found));
}

function describe(
  { operation, deployment, backend }: DeploymentRequest,
  image: DeployedImage,
): Decision<Output> {
  const { name, environment } = deployment;
  const label = labelOf(deployment);
  const keys = stateKeys(label);
  const digest = image.digest ?? "";
  const variables = variablesOf({
    deployment: name,
    environment,
    imageTag: image.tag,
    imageDigest: digest,
    clientStateKey: keys.clients,
  });
  return {
    outputs: {
      environment,
      production: String(isProduction(environment)),
      "deployment-name": name,
      label,
      "image-tag": image.tag,
      "image-digest": digest,
      "image-reference": image.reference ?? "",
      "state-key": keys.own,
      "backend-config": backendConfig(backend, keys.own),
      "client-backend-config": backendConfig(backend, keys.clients),
      variables: JSON.stringify(variables),
    },
    title: operation === "destroy" ? `Destruction of ${label}, confirmed` : `Deployment ${label}`,
    facts: [
      ["Environment", environment],
      ["Image", image.reference ?? `tag ${image.tag}`],
      ["State", keys.own],
    ],
  };
}
