import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  combine,
  type ImageName,
  map,
  type Result,
  type Tag,
} from "@lablink-actions/release-core";
import { backendConfig } from "./backend.ts";
import type { Output } from "./declaration.ts";
import { labelOf } from "./deployment.ts";
import { toJson, toLines } from "./handed-over.ts";
import { type DeployedImage, namedImage, type RequestedImage, resolveImage } from "./image.ts";
import { developmentTag, hidesClients } from "./lablink.ts";
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
  const isDestruction = request.operation === "destroy";
  const lookUp = async (image: RequestedImage) =>
    isDestruction ? accept(namedImage(image)) : await resolveImage(image, open);
  const { clientImage } = request;
  const images = {
    image: await lookUp(request.image),
    client: clientImage === undefined ? accept(undefined) : await lookUp(clientImage),
  };
  return map(combine(images), (found) => describe(request, found));
}

interface Images {
  readonly image: DeployedImage;
  /** Undefined if the caller said nothing of it. */
  readonly client: DeployedImage | undefined;
}

function describe(request: DeploymentRequest, { image, client }: Images): Decision<Output> {
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
    // A destruction needs some text for a variable without a default.
    "client-image-tag": client?.tag ?? developmentTag,
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
      ...(client ? [["Clients", client.reference ?? `tag ${client.tag}`] as const] : []),
      ["State", keys.own],
    ],
    notices: [
      ...noticesOf("image-tag", request.givenTag, image),
      ...noticesOf("client-image-tag", request.givenClientTag, client),
    ],
    warnings: warningsOf(request),
  };
}

function noticesOf(input: string, given: Tag | undefined, image: DeployedImage | undefined) {
  if (given === undefined || image === undefined || given === image.tag) return [];
  return [
    `${input} is ${given}; images spell that version ${image.tag}, and that is what is deployed`,
  ];
}

function warningsOf(request: DeploymentRequest) {
  const { operation, deployment, keys, clientKeys, sharesState, sharesClients } = request;
  const { environment } = deployment;
  const shared = `state-key has no {deployment}, so every deployment of ${environment} has the state ${keys.own}: deploy only one`;
  const sharedClients = `client-state-key has no {deployment}, so the client VMs of every deployment of ${environment} have the state ${clientKeys.own}: the destruction of one deployment destroys the client VMs of all`;
  const hidden = `in ${environment} LabLink's allocator keeps the state of its client VMs in its container, where the destruction cannot see it: destroy the client VMs by the allocator first`;
  return [
    ...(sharesState ? [shared] : []),
    ...(sharesClients ? [sharedClients] : []),
    ...(operation === "destroy" && environment === hidesClients ? [hidden] : []),
  ];
}
