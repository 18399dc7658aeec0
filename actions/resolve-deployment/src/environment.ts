import {
  accept,
  listing,
  nearest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

const environments = ["dev", "test", "prod"] as const;

/** Where a deployment runs. */
export type Environment = (typeof environments)[number];

/** Whether only what was released goes there, and no default password. */
export function isProduction(environment: Environment): boolean {
  return environment === "prod";
}

/** What is to be done to a deployment. */
export type Operation = "deploy" | "destroy";

/** What started the run, in GitHub's own words. */
export interface DeploymentTrigger {
  readonly eventName: string;
  readonly ref: string;
  /** The environment asked for; empty where none was. */
  readonly environment: string;
}

/**
 * The one decision from what started the run to the environment it deploys to or destroys. It is not decideChannel's:
 * that says what may be built from what, and holds all but a manual dispatch to be development, while a program may
 * deploy to prod (repository_dispatch) what a person released before. So `test` here is a place, not a way to build.
 *
 * @param isOwn whether the deployment is named after this very run, as a test's is: nobody else has it, so the run may
 * destroy what it deployed, and a schedule may do both
 * @returns the environment, or `deployment-event-unsupported` (LA620), `deployment-environment-invalid` (LA621)
 */
export function decideEnvironment(
  trigger: DeploymentTrigger,
  operation: Operation,
  isOwn: boolean,
): Result<Environment> {
  const { eventName, ref, environment } = trigger;
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
      return isOwn ? decideSchedule(environment) : unsupported(nothingIsDeployed, anyTrigger);
    case "workflow_dispatch":
    case "repository_dispatch":
      return parseEnvironment(environment);
    default:
      return unsupported(nothingIsDeployed, anyTrigger);
  }
}

const anyTrigger = "a push to test, workflow_dispatch or repository_dispatch";

function decidePush(ref: string, environment: string): Result<Environment> {
  if (ref !== "refs/heads/test") {
    return unsupported(`nothing is deployed for a push to ${quote(ref)}`, anyTrigger);
  }
  if (environment === "" || environment === "test") return accept("test");
  return refuse({
    name: "deployment-environment-invalid",
    seen: `a push to test deploys to test, and environment is ${quote(environment)}`,
    remedy: "Leave environment empty for a push, or dispatch the workflow by hand.",
  });
}

function decideSchedule(environment: string): Result<Environment> {
  const parsed = parseEnvironment(environment);
  if (!parsed.ok || !isProduction(parsed.value)) return parsed;
  return refuse({
    name: "deployment-environment-invalid",
    seen: "a schedule asks for prod",
    remedy: "Test on dev or test.",
  });
}

function parseEnvironment(text: string): Result<Environment> {
  const environment = environments.find((known) => known === text);
  if (environment !== undefined) return accept(environment);
  const meant = nearest(text, environments);
  return refuse({
    name: "deployment-environment-invalid",
    seen:
      text === ""
        ? "no environment is given"
        : `environment ${quote(text)} is not known${meant ? `; ${meant} is` : ""}`,
    remedy: `Give ${listing(environments, "or")}.`,
  });
}

function unsupported(seen: string, allowed: string): Result<never> {
  return refuse({
    name: "deployment-event-unsupported",
    seen,
    remedy: `Trigger the workflow by ${allowed}.`,
  });
}
