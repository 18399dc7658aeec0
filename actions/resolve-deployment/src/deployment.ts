import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/** One deployment in one environment; no other deployment has both. */
export interface Deployment {
  readonly name: string;
  readonly environment: string;
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

/** How a deployment is called in full: `lablink/prod`. */
export function labelOf({ name, environment }: Deployment): string {
  return `${name}/${environment}`;
}

/**
 * Compares what was typed to confirm a destruction with what would be destroyed, letter by letter: to confirm is to
 * write it down in full. If the deployment itself is refused, what was typed must at least have two parts.
 *
 * @returns what was typed, or `confirmation-differs` (LA627)
 */
export function confirmationOf(deployment: Result<Deployment>, typed: string): Result<string> {
  if (!deployment.ok) {
    if (/^[^/]+\/[^/]+$/.test(typed)) return accept(typed);
    const seen = `${quote(typed)} was typed to confirm the destruction`;
    return confirmationDiffers(seen, "Type deployment/environment in full.");
  }
  const label = labelOf(deployment.value);
  if (typed === label) return accept(typed);
  const seen = `the run would destroy ${label}, and ${quote(typed)} was typed to confirm it`;
  return confirmationDiffers(seen, `Type ${label}, if that is what must be destroyed.`);
}

function confirmationDiffers(seen: string, remedy: string): Result<never> {
  return refuse({ name: "confirmation-differs", seen, remedy });
}
