import {
  accept,
  andThen,
  combine,
  type ImageName,
  map,
  type Result,
  type Tag,
} from "@lablink-actions/release-core";
import type { Backend } from "./backend.ts";
import { confirmationOf, type Deployment } from "./deployment.ts";
import { decideEnvironment, environmentsOf, type Operation } from "./environment.ts";
import { arriving, type Templates } from "./handed-over.ts";
import { type RequestedImage, requestedImage } from "./image.ts";
import { clientStateKeys, stateKeys } from "./lablink.ts";
import { isShared, keysOf, requireApart, type StateKeys } from "./state-keys.ts";
import type { Line } from "./template.ts";

/** Each input, read. */
interface RequestInputs {
  readonly operation: Result<Operation>;
  readonly eventName: Result<string>;
  readonly ref: Result<string>;
  readonly environment: Result<string | undefined>;
  readonly environments: Result<readonly string[]>;
  readonly productionEnvironments: Result<readonly string[]>;
  readonly deploymentName: Result<string>;
  /** GitHub's id of the run. */
  readonly runId: Result<string>;
  readonly image: Result<ImageName | undefined>;
  readonly imageTag: Result<Tag | undefined>;
  readonly clientImage: Result<ImageName | undefined>;
  readonly clientImageTag: Result<Tag | undefined>;
  readonly backend: Result<Backend>;
  readonly roleToAssume: Result<string>;
  readonly stateKey: Result<string | undefined>;
  readonly clientStateKey: Result<string | undefined>;
  readonly variables: Result<readonly Line[] | undefined>;
  readonly settings: Result<readonly Line[] | undefined>;
  /** What was typed to confirm a destruction. */
  readonly confirm: Result<string>;
}

/** What a run is asked to do, with everything that can be known without the registry checked. */
export interface DeploymentRequest {
  readonly operation: Operation;
  readonly deployment: Deployment;
  /** Whether only what was released goes there, and no default password. */
  readonly isProduction: boolean;
  readonly image: RequestedImage;
  /** The tag as it was given; undefined if none was. */
  readonly givenTag: Tag | undefined;
  /** The image of the clients; undefined if no tag of it was given. */
  readonly clientImage: RequestedImage | undefined;
  readonly givenClientTag: Tag | undefined;
  readonly backend: Backend;
  readonly keys: StateKeys;
  readonly clientKeys: StateKeys;
  /** Whether deployments share the state's key, because the caller's template does not have their name. */
  readonly sharesState: boolean;
  /** The same of the client VMs' state. */
  readonly sharesClients: boolean;
  readonly templates: Templates;
}

/**
 * Decides where a run deploys or destroys, and what.
 *
 * @returns the request; or every reason not to: LA401, LA402, LA620 to LA624, LA626, LA627, LA637, LA902
 */
export function decideRequest(inputs: RequestInputs): Result<DeploymentRequest> {
  const { operation, eventName, ref, deploymentName, runId, confirm, backend } = inputs;
  const asked = combine({ eventName, ref, environment: inputs.environment });
  const lists = combine({ all: inputs.environments, production: inputs.productionEnvironments });
  const environments = andThen(lists, environmentsOf);
  // A name that is refused is no run's own.
  const isOwn = deploymentName.ok && runId.ok && deploymentName.value === `run-${runId.value}`;
  const environment = andThen(combine({ asked, operation, environments }), (given) =>
    decideEnvironment(given.asked, given.operation, isOwn, given.environments),
  );
  const deployment = combine({ name: deploymentName, environment });
  const isProduction = map(combine({ environment, environments }), (given) =>
    given.environments.production.includes(given.environment),
  );
  const release = map(combine({ environment, isProduction, operation }), (given) =>
    given.isProduction && given.operation === "deploy" ? given.environment : undefined,
  );
  const { image, imageTag, clientImage, clientImageTag, variables, settings } = inputs;
  const templates = andThen(
    combine({ variables, settings, operation, image, imageTag, clientImageTag }),
    ({ variables: lines = [], settings: places = [], ...given }) =>
      arriving({ variables: lines, settings: places }, given.operation, {
        image: given.image !== undefined || given.imageTag !== undefined,
        client: given.clientImageTag !== undefined,
      }),
  );
  const templatesOfKeys = combine({
    deployment,
    own: inputs.stateKey,
    clients: inputs.clientStateKey,
  });
  const keys = map(templatesOfKeys, (given) => ({
    own: keysOf(given.deployment, given.own, stateKeys, isOwn),
    clients: keysOf(given.deployment, given.clients, clientStateKeys, isOwn),
  }));
  const decided = {
    operation,
    deployment,
    isProduction,
    confirmation: andThen(combine({ operation, confirm }), (given) =>
      given.operation === "destroy" ? confirmationOf(deployment, given.confirm) : accept(""),
    ),
    role: inputs.roleToAssume,
    backend,
    keys: map(keys, ({ own }) => own),
    clientKeys: map(keys, ({ clients }) => clients),
    keysApart: andThen(keys, requireApart),
    sharesState: map(inputs.stateKey, isShared),
    sharesClients: map(inputs.clientStateKey, isShared),
    image: requestedImage(image, imageTag, release),
    givenTag: imageTag,
    clientImage: andThen(clientImageTag, (tag) =>
      tag === undefined
        ? accept(undefined)
        : requestedImage(clientImage, clientImageTag, release, "client-image"),
    ),
    givenClientTag: clientImageTag,
    templates,
  };
  return combine(decided);
}
