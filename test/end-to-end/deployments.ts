/** What the tests of deployments share: a store of states, a registry with images, and runs of the example's workflows. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import {
  type EventName,
  type GitRepository,
  type Json,
  pushImage,
  registryAccount,
  startDeployment,
  startRegistry,
  startStateStore,
  type TestRegistry,
  type TestState,
  type TestStateStore,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { checkOutExample } from "../../scripts/act/checkout.ts";
import { dispatchAt, eventAt, type WorkflowEvent } from "../../scripts/act/event.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";

export const image = "talmolab/lablink-allocator-image";
/** All that a shell, YAML or a URL could stumble over, and LabLink's allocator takes. */
export const passwords = {
  ADMIN_PASSWORD: "admin/&\\\"'$HOME #\n: %0A {{ }} ünï",
  DB_PASSWORD: '- "db" | sed "s/x/y/g" && "\\1" $HOME #',
};

export interface RunOptions {
  /** The workflow's file. */
  readonly workflow: string;
  /** A recorded event; by default a dispatch with the inputs. */
  readonly event?: EventName;
  /** Of the dispatch, or the payload of a repository_dispatch. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of the repository. The recorded events are those of a public one. */
  readonly visibility?: "private" | "public" | "internal";
  readonly secrets?: Readonly<Record<string, string>>;
  readonly edit?: (folder: string) => void;
  /** Where what is deployed answers; by default a server that is healthy. */
  readonly allocator?: string;
}

export interface Deployments extends AsyncDisposable {
  readonly store: TestStateStore;
  readonly registry: TestRegistry;
  /** The digests of the images: of the newest development build, and of 0.2.0. */
  readonly digests: { readonly development: string; readonly production: string };
  /** One run, on a checkout of its own, that shows no secret. */
  run(options: RunOptions): Promise<WorkflowRun>;
  /** A deployment's state by its label, such as `lablink/dev`. */
  stateOf(label: string): Promise<TestState | undefined>;
  /** The state of its client VMs. */
  clientsOf(label: string): Promise<TestState | undefined>;
  /** Two client VMs, by OpenTofu, as the allocator makes them. */
  createClients(label: string): Promise<void>;
}

export async function startDeployments(): Promise<Deployments> {
  await using stack = new AsyncDisposableStack();
  const release = join(stack.use(await temporaryDirectory()).path, "release");
  writeRelease(release, "0".repeat(40));
  const registry = stack.use(await startRegistry({ login: "basic" }));
  const store = stack.use(await startStateStore("lablink-state", "lablink-state-lock"));
  const deployed = stack.use(await startDeployment());
  const digests = {
    development: await pushImage(registry, image, "new", "linux-amd64-latest-test"),
    production: await pushImage(registry, image, "released", "0.2.0"),
  };
  const owned = stack.move();
  return {
    store,
    registry,
    digests,
    async run(options) {
      const { edit, allocator = deployed.url } = options;
      await using checkout = await checkOutExample({ registry }, edit, allocator);
      const ran = await runWorkflow({
        workspace: checkout.path,
        workflow: options.workflow,
        event: seenBy(await eventOf(options, checkout), options),
        release,
        token: registryAccount.password,
        actor: registryAccount.username,
        secrets: options.secrets ?? passwords,
        variables: { AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/lablink" },
        env: store.environment,
      });
      expectNoSecret(ran);
      return ran;
    },
    stateOf: (label) => store.state(`${label}/terraform.tfstate`),
    clientsOf: (label) => store.state(clientKeyOf(label)),
    createClients: (label) => createClients(clientKeyOf(label), store),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Makes the first deployment fail, and an update too: the allocator is created, and does not answer. */
export function breakHealthCheck(folder: string): void {
  writeFileSync(join(folder, "lablink-infrastructure/health-check.sh"), "exit 1\n");
}

async function eventOf(
  { event, inputs = {} }: RunOptions,
  checkout: GitRepository,
): Promise<WorkflowEvent> {
  const commit = await checkout.git("rev-parse", "HEAD");
  if (event !== "repository-dispatch") {
    return event ? eventAt(event, commit) : dispatchAt("dispatch", commit, inputs);
  }
  const { name, payload } = eventAt(event, commit);
  return { name, payload: { ...payload, client_payload: inputs } };
}

function seenBy({ name, payload }: WorkflowEvent, { visibility }: RunOptions): WorkflowEvent {
  if (visibility === undefined) return { name, payload };
  const repository = { ...(payload["repository"] as Record<string, Json>), visibility };
  return { name, payload: { ...payload, repository } };
}

/**
 * Not as they are, not as JSON or a URL writes them, and none of their longer lines. The log includes the summaries.
 */
function expectNoSecret({ log, artifacts }: WorkflowRun): void {
  const shown = [log, ...artifacts.values()].join("\n");
  for (const secret of Object.values(passwords)) {
    const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    for (const spelling of [...spellings, ...secret.split("\n").filter((it) => it.length > 8)]) {
      expect(shown).not.toContain(spelling);
    }
  }
  expect(log).not.toMatch(/BEGIN EXAMPLE KEY/);
}

/** Where LabLink's allocator keeps the state of its client VMs. */
export function clientKeyOf(label: string): string {
  return `${label}/client/terraform.tfstate`;
}

/** As the allocator does it: with an infrastructure of its own, which nobody else has. */
export async function createClients(key: string, store: TestStateStore): Promise<void> {
  const source = `
    terraform {
      backend "s3" {}
    }
    resource "terraform_data" "client" {
      count = 2
    }`;
  await using folder = await temporaryDirectory();
  writeFileSync(join(folder.path, "main.tf"), source);
  const credentials = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };
  const env = { ...process.env, ...store.environment, ...credentials };
  const tofu = (...words: string[]) =>
    execFileSync("tofu", words, { cwd: folder.path, env, stdio: ["ignore", "ignore", "pipe"] });
  const settings = [
    "bucket=lablink-state",
    "region=us-west-2",
    // The lock table also has a digest of the state. A write without the lock would leave an old digest there.
    "dynamodb_table=lablink-state-lock",
    `key=${key}`,
  ];
  tofu("init", ...settings.map((it) => `-backend-config=${it}`));
  tofu("apply", "-auto-approve");
}
