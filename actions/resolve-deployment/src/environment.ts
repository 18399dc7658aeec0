import {
  accept,
  andThen,
  invalidInput,
  listing,
  nearest,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { pushed } from "./lablink.ts";

/** What is to be done to a deployment. */
export type Operation = "deploy" | "destroy";

/** The environments that there are, and those of them that take only what was released, and no default password. */
export interface Environments {
  readonly all: readonly string[];
  readonly production: readonly string[];
}

/** What started the run, in GitHub's own words. */
interface DeploymentTrigger {
  readonly eventName: string;
  readonly ref: string;
  /** The environment asked for; undefined if none was. */
  readonly environment: string | undefined;
}

/** A name that can be part of a state's key; otherwise `input-invalid` (LA902). */
export function parseEnvironmentName(text: string, name: string): Result<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(text)) return accept(text);
  const remedy = "Write names of letters, digits, hyphens and underscores, separated by commas.";
  return refuse(invalidInput(name, `has ${quote(text)}`, remedy));
}

/** Which environments there are; otherwise `input-invalid` (LA902). A production one that nobody can name protects nothing. */
export function environmentsOf(environments: Environments): Result<Environments> {
  const { all, production } = environments;
  const checked = traverse(production, (name) => {
    if (all.includes(name)) return accept(name);
    const problem = `has ${quote(name)}, which environments does not have`;
    const remedy = "Name in production-environments those of environments that are production.";
    return refuse(invalidInput("production-environments", problem, remedy));
  });
  return andThen(checked, () => accept(environments));
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
  trigger: DeploymentTrigger,
  operation: Operation,
  isOwn: boolean,
  environments: Environments,
): Result<string> {
  const { eventName } = trigger;
  const asked = knownOf(trigger.environment, environments);
  if (operation === "destroy" && eventName !== "workflow_dispatch" && !isOwn) {
    return unsupported(
      `nothing is destroyed for the event ${quote(eventName)}`,
      "a manual dispatch",
    );
  }
  const nothingIsDeployed = `nothing is deployed for the event ${quote(eventName)}`;
  switch (eventName) {
    case "push":
      return decidePush(trigger.ref, asked, environments);
    case "schedule":
      if (!isOwn) return unsupported(nothingIsDeployed);
      return andThen(asked, (environment) => decideSchedule(environment, environments));
    case "workflow_dispatch":
    case "repository_dispatch":
      return andThen(asked, (environment) => given(environment, environments));
    default:
      return unsupported(nothingIsDeployed);
  }
}

function knownOf(text: string | undefined, { all }: Environments): Result<string | undefined> {
  if (text === undefined || all.includes(text)) return accept(text);
  const meant = nearest(text, all);
  const hint = meant ? `; ${meant} is` : "";
  return invalidEnvironment(`environment ${quote(text)} is not known${hint}`, giveOne(all));
}

function decidePush(
  ref: string,
  asked: Result<string | undefined>,
  { all }: Environments,
): Result<string> {
  if (ref !== `refs/heads/${pushed.branch}` || !all.includes(pushed.environment)) {
    return unsupported(`nothing is deployed for a push to ${quote(ref)}`);
  }
  return andThen(asked, (environment) => {
    if (environment === undefined || environment === pushed.environment) {
      return accept<string>(pushed.environment);
    }
    return invalidEnvironment(
      `a push to ${pushed.branch} deploys to ${pushed.environment}, and environment is ${environment}`,
      "Leave environment empty for a push, or dispatch the workflow by hand.",
    );
  });
}

function decideSchedule(
  environment: string | undefined,
  environments: Environments,
): Result<string> {
  const { all, production } = environments;
  if (environment === undefined || !production.includes(environment)) {
    return given(environment, environments);
  }
  const others = all.filter((other) => !production.includes(other));
  const remedy = `Test on ${listing(others, "or") || "an environment that is not production"}.`;
  return invalidEnvironment(`a schedule asks for ${environment}`, remedy);
}

function given(environment: string | undefined, { all }: Environments): Result<string> {
  if (environment !== undefined) return accept(environment);
  return invalidEnvironment("no environment is given", giveOne(all));
}

function giveOne(all: readonly string[]): string {
  return `Give ${listing(all, "or") || "one that environments has"}.`;
}

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
