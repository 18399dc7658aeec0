import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ActionDefinition, actionDefinition } from "./definition.ts";

/** The only release of a third-party action that workflows of this repository use. */
interface Pin {
  readonly version: string;
  /** The commit of the version's tag when it was read from the action's repository. */
  readonly commit: string;
  /** The inputs that our workflows give an action without a stand-in. */
  readonly inputs?: readonly string[];
}

/** Every third-party action that workflow and action files may use, by its name. */
export const thirdPartyActions: Readonly<Record<string, Pin>> = {
  // act does it itself, except if a run fetches from the repository.
  "actions/checkout": {
    version: "v7.0.1",
    commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
  },
  "actions/setup-node": {
    version: "v7.0.0",
    commit: "820762786026740c76f36085b0efc47a31fe5020",
  },
  "actions/upload-artifact": {
    version: "v7.0.0",
    commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
  },
  "actions/download-artifact": {
    version: "v8.0.1",
    commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
  },
  // Only release.yml uses it, and that runs only on GitHub.
  "actions/attest-build-provenance": {
    version: "v4.1.0",
    commit: "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32",
    inputs: ["subject-path"],
  },
  "docker/login-action": {
    version: "v4.1.0",
    commit: "4907a6ddec9925e35a0a9e82d7399ccc52663121",
  },
  "docker/setup-buildx-action": {
    version: "v4.3.0",
    commit: "37fe631027851001ddb9b187196cc803df7f5f0e",
  },
  "docker/build-push-action": {
    version: "v7.3.0",
    commit: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
  },
  "astral-sh/setup-uv": {
    version: "v10.0.1",
    commit: "20cfd1bf945f4377ade1205e4dbc17946fc9a30d",
  },
  "aws-actions/configure-aws-credentials": {
    version: "v6.2.3",
    commit: "e6de054238d6b7531b4efff3b6587d9aade6a06c",
  },
  "opentofu/setup-opentofu": {
    version: "v2.0.2",
    commit: "a1320f892987e89d278cc92dc5adc984fb93aca4",
  },
  "hashicorp/setup-terraform": {
    version: "v4.0.1",
    commit: "dfe3c3f87815947d99a8997f908cb6525fc44e9e",
  },
  "jlumbroso/free-disk-space": {
    version: "v1.3.1",
    commit: "54081f138730dfa15788a46383842cd2f914a1be",
  },
};

/** The folder of the stand-ins for third-party actions, each by its name. */
export const standInsRoot = fileURLToPath(new URL("../stand-ins", import.meta.url));

/** Whether a third-party action has a stand-in, for runs without GitHub. */
export function hasStandIn(action: string): boolean {
  return existsSync(`${standInsRoot}/${action}/action.yml`);
}

/**
 * The inputs and outputs of a third-party action that our workflows may use: those of its stand-in, or else those that
 * its pin names. Undefined if it has no pin.
 */
export function thirdPartyDefinition(
  action: string,
): Pick<ActionDefinition, "inputs" | "outputs"> | undefined {
  const pin = thirdPartyActions[action];
  if (pin === undefined) return undefined;
  if (hasStandIn(action)) return actionDefinition(action, standInsRoot);
  const named = (pin.inputs ?? []).map((name) => [name, { description: "", required: false }]);
  return { inputs: Object.fromEntries(named), outputs: {} };
}
