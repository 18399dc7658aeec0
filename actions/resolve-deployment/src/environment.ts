import {
  accept,
  listing,
  nearest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type Environment, environments, production, pushed } from "./lablink.ts";

/** What is to be done to a deployment. */
export type Operation = "deploy" | "destroy";

/** What started the run, in GitHub's own words. */
interface DeploymentTrigger {
  readonly eventName: string;
  readonly ref: string;
  /** The environment asked for; undefined if none was. */
  readonly environment: Environment | undefined;
}

/** Whether only what was released goes there, and no default password. */
export function isProduction(environment: Environment): boolean {
  return environment === production;
}

/** The name of an environment; otherwise `deployment-environment-invalid` (LA621). */
export function parseEnvironment(text: string): Result<Environment> {
  const environment = environments.find((known) => known === text);
  if (environment !== undefined) return accept(environment);
  const meant = nearest(text, environments);
  const hint = meant ? `; ${meant} is` : "";
  return invalidEnvironment(`environment ${quote(text)} is not known${hint}`, giveOne);
}

/**
 * The one decision from what started the run to the environment it deploys to or destroys. It is not decideChannel's:
 * that one says what may be built from what, and takes all but a manual dispatch for development, while a program may
 * deploy to production (repository_dispatch) what a person released before. So `test` here is a place, not a way to
 * build.
 *
 * @param isOwn whether the deployment is named after this very run, as a test's is: no other run has it, so the run
 * may destroy what it deployed, and a schedule may do both
 * @returns the environment, or `deployment-event-unsupported` (LA620), `deployment-environment-invalid` (LA621)
 */
export function decideEnvironment(
  { eventName, ref, environment }: DeploymentTrigger,
  operation: Operation,
  isOwn: boolean,
): Result<Environment> {
  if (operation === "destroy" && eventName !== "workflow_dispatch" && !isOwn) {
    return unsupported(
      `nothing is destroyed for the event ${quote(eventName)}`,
      "a manual dispatch",
    );
  }
  const nothingIsDeployed = `nothing is deployed for the event ${quote(eventName)}`;
  switch (eventName) {
    case "push":
      return decidePush(ref, environment);
    case "schedule":
      return isOwn ? decideSchedule(environment) : unsupported(nothingIsDeployed);
    case "workflow_dispatch":
    case "repository_dispatch":
      return given(environment);
    default:
      return unsupported(nothingIsDeployed);
  }
}

function decidePush(ref: string, environment: Environment | undefined): Result<Environment> {
  if (ref !== `refs/heads/${pushed.branch}`) {
    return unsupported(`nothing is deployed for a push to ${quote(ref)}`);
  }
  if (environment === undefined || environment === pushed.environment) {
    return accept(pushed.environment);
  }
  return invalidEnvironment(
    `a push to ${pushed.branch} deploys to ${pushed.environment}, and environment is ${environment}`,
    "Leave environment empty for a push, or dispatch the workflow by hand.",
  );
}

function decideSchedule(environment: Environment | undefined): Result<Environment> {
  if (environment === undefined || !isProduction(environment)) return given(environment);
  const others = environments.filter((other) => !isProduction(other));
  const remedy = `Test on ${listing(others, "or")}.`;
  return invalidEnvironment(`a schedule asks for ${environment}`, remedy);
}

function given(environment: Environment | undefined): Result<Environment> {
  if (environment !== undefined) return accept(environment);
  return invalidEnvironment("no environment is given", giveOne);
}

const giveOne = `Give ${listing(environments, "or")}.`;

function invalidEnvironment(seen: string, remedy: string): Result<never> {
  return refuse({ name: "deployment-environment-invalid", seen, remedy });
}

function unsupported(
  seen: string,
  allowed = `a push to ${pushed.branch}, workflow_dispatch or repository_dispatch`,
): Result<never> {
  return refuse({
    name: "deployment-event-unsupported",
    seen,
    remedy: `Trigger the workflow by ${allowed}.`,
  });
}
