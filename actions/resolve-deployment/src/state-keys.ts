import {
  accept,
  andThen,
  invalidInput,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Deployment } from "./deployment.ts";
import type { KeyTemplates } from "./lablink.ts";
import { parseTemplate, render } from "./template.ts";

/** The key of a state, and others where the state could be. */
export interface StateKeys {
  readonly own: string;
  readonly others: readonly string[];
}

/**
 * A template of a state's key. Without `{environment}`, test and production would have one state, and without a slash or
 * a dot between its placeholders two deployments could.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function parseKeyTemplate(text: string, name: string): Result<string> {
  return andThen(parseTemplate(text, name, ["deployment", "environment"]), (template) => {
    const wrong = problemOf(template);
    if (wrong === undefined) return accept(template);
    return refuse(invalidInput(name, `is ${quote(template)}, which ${wrong}`, remedy));
  });
}

const remedy = "Write a key such as {deployment}/{environment}/terraform.tfstate.";

function problemOf(template: string): string | undefined {
  if (!template.includes("{environment}")) return "would be one state for all environments";
  // Both names may have hyphens: x-ci in test, and x in ci-test.
  if (template.includes("{deployment}") && /\}[^/.]*\{/.test(template)) {
    return "would be one state for several deployments: nothing shows where a name ends";
  }
  const parts = template.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    return "has an empty part, or a dot as a part";
  }
  return /^[A-Za-z0-9._/{}-]{1,512}$/.test(template)
    ? undefined
    : "has other characters than letters, digits, and . _ - /";
}

/**
 * The keys of a deployment. A template that the caller gave is the only one: where else a state could be is looked at
 * only if nobody said. No run before this one has deployed what is named after it.
 */
export function keysOf(
  { name, environment }: Deployment,
  template: string | undefined,
  known: KeyTemplates,
  isOwn: boolean,
): StateKeys {
  const key = (text: string) => render(text, { deployment: name, environment });
  const others = template === undefined && !isOwn ? known.others.map(key) : [];
  return { own: key(template ?? known.own), others };
}

/**
 * Checks that the client VMs' state is not the deployment's own: it is destroyed first, and the allocator with it.
 *
 * @returns nothing, or `input-invalid` (LA902)
 */
export function requireApart(keys: {
  readonly own: StateKeys;
  readonly clients: StateKeys;
}): Result<undefined> {
  const { own, clients } = keys;
  if (own.own !== clients.own) return accept(undefined);
  const problem = `would be ${quote(clients.own)}, which is the key of the deployment's own state`;
  return refuse(
    invalidInput("client-state-key", problem, "Give state-key and client-state-key two keys."),
  );
}

/** Whether a template that was given makes one state for all deployments of an environment. */
export function isShared(template: string | undefined): boolean {
  return template !== undefined && !template.includes("{deployment}");
}
