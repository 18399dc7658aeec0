import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import { accept, type ImageName, map, type Result } from "@lablink-actions/release-core";
import { backendConfig } from "./backend.ts";
import type { Output } from "./declaration.ts";
import { labelOf } from "./deployment.ts";
import { toJson, toLines } from "./handed-over.ts";
import { type DeployedImage, namedImage, resolveImage } from "./image.ts";
import { hidesClients } from "./lablink.ts";
import type { DeploymentRequest } from "./request.ts";
import type { Values } from "./template.ts";

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

function describe(request: DeploymentRequest, image: DeployedImage): Decision<Output> {
  const { operation, deployment, isProduction, backend, keys, clientKeys, templates } = request;
  const { name, environment } = deployment;
  const label = labelOf(deployment);
  const digest = image.digest ?? "";
  const values: Values = {
    deployment: name,
    environment,
    "image-tag": image.tag,
    "image-digest": digest,
    image: image.reference ?? "",
    "pinned-image-tag": digest === "" ? image.tag : `${image.tag}@${digest}`,
    "client-state-key": clientKeys.own,
  };
  return {
    outputs: {
      environment,
      production: String(isProduction),
      "deployment-name": name,
      label,
      slug: label.replace("/", "-"),
      "image-tag": image.tag,
      "image-digest": digest,
      "image-reference": image.reference ?? "",
      "state-key": keys.own,
      "backend-config": backendConfig(backend, keys.own),
      "client-backend-config": backendConfig(backend, clientKeys.own),
      "other-state-keys": keys.others.join("\n"),
      "other-client-state-keys": clientKeys.others.join("\n"),
      variables: toJson(templates.variables, values),
      settings: toLines(templates.settings, values),
    },
    title: operation === "destroy" ? `Destruction of ${label}, confirmed` : `Deployment ${label}`,
    facts: [
      ["Environment", environment],
      ["Image", image.reference ?? `tag ${image.tag}`],
      ["State", keys.own],
    ],
    notices: noticesOf(request, image),
    warnings: warningsOf(request),
  };
}

function noticesOf({ givenTag }: DeploymentRequest, { tag }: DeployedImage): readonly string[] {
  if (givenTag === undefined || givenTag === tag) return [];
  return [
    `image-tag is ${givenTag}; images spell that version ${tag}, and that is what is deployed`,
  ];
}

function warningsOf({ operation, deployment, keys, sharesState }: DeploymentRequest) {
  const { environment } = deployment;
  const shared = `state-key has no {deployment}, so every deployment of ${environment} has the state ${keys.own}: deploy only one`;
  const hidden = `in ${environment} LabLink's allocator keeps the state of its client VMs in its container, where the destruction cannot see it: destroy the client VMs by the allocator first`;
  return [
    ...(sharesState ? [shared] : []),
    ...(operation === "destroy" && environment === hidesClients ? [hidden] : []),
  ];
}
