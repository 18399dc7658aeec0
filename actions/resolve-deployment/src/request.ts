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
import { decideEnvironment, isProduction, type Operation } from "./environment.ts";
import { type RequestedImage, requestedName, requestedTag } from "./image.ts";
import type { Environment } from "./lablink.ts";

/** Each input, read. */
interface RequestInputs {
  readonly operation: Result<Operation>;
  readonly eventName: Result<string>;
  readonly ref: Result<string>;
  readonly environment: Result<Environment | undefined>;
  readonly deploymentName: Result<string>;
  /** GitHub's id of the run. */
  readonly runId: Result<string>;
  readonly image: Result<ImageName | undefined>;
  readonly imageTag: Result<Tag | undefined>;
  readonly backend: Result<Backend>;
  /** What was typed to confirm a destruction. */
  readonly confirm: Result<string>;
}

/** What a run is asked to do, with everything that can be known without the registry checked. */
export interface DeploymentRequest {
  readonly operation: Operation;
  readonly deployment: Deployment;
  readonly image: RequestedImage;
  readonly backend: Backend;
}

/**
 * Decides where a run deploys or destroys, and what.
 *
 * @returns the request; or every reason not to: LA401, LA402, LA620 to LA624, LA626, LA627, LA902
 */
export function decideRequest(inputs: RequestInputs): Result<DeploymentRequest> {
  const { operation, eventName, ref, deploymentName, runId, confirm, backend } = inputs;
  const asked = combine({ eventName, ref, environment: inputs.environment });
  // A name that is refused is no run's own.
  const isOwn = deploymentName.ok && runId.ok && deploymentName.value === `run-${runId.value}`;
  const environment = andThen(combine({ asked, operation }), (given) =>
    decideEnvironment(given.asked, given.operation, isOwn),
  );
  const deployment = combine({ name: deploymentName, environment });
  const needsRelease = map(
    combine({ environment, operation }),
    (given) => isProduction(given.environment) && given.operation === "deploy",
  );
  const decided = {
    operation,
    deployment,
    confirmation: andThen(combine({ operation, confirm }), (given) =>
      given.operation === "destroy" ? confirmationOf(deployment, given.confirm) : accept(""),
    ),
    backend,
    image: combine({
      name: andThen(combine({ image: inputs.image, needsRelease }), requestedName),
      tag: andThen(combine({ tag: inputs.imageTag, needsRelease }), requestedTag),
    }),
  };
  return combine(decided);
}
