/**
 * LabLink's own conventions. Nothing else in this action's code names them; those that callers change are defaults in
 * action.yml.
 */

import type { Tag } from "@lablink-actions/release-core";

/** A push to this branch deploys to this environment. */
export const pushed = { branch: "test", environment: "test" } as const;

/** The newest development build: what is deployed if no tag is given. */
export const developmentTag = "linux-amd64-latest-test" as Tag;

/** A template for a state's key, and those that were used before: a state that is left there is still the deployment. */
export interface KeyTemplates {
  readonly own: string;
  readonly others: readonly string[];
}

/** LabLink's template had no deployment in the key. */
export const stateKeys: KeyTemplates = {
  own: "{deployment}/{environment}/terraform.tfstate",
  others: ["{environment}/terraform.tfstate"],
};

/** Where LabLink's allocator writes, and where its template and these actions looked before. */
export const clientStateKeys: KeyTemplates = {
  own: "{deployment}/{environment}/client/terraform.tfstate",
  others: [
    "{deployment}/{environment}/clients/terraform.tfstate",
    "{environment}/client/terraform.tfstate",
  ],
};

/** Here LabLink's allocator keeps the state of its client VMs in its container, where nobody can see it. */
export const hidesClients = "dev";
