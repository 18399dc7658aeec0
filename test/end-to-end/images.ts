/** Runs of the example's lablink-images.yml, and what they leave in the registry. */
import {
  digestAt,
  type EventName,
  registryAccount,
  type TestRegistry,
} from "@lablink-actions/testkit";
import { checkOutExample, registryLogin } from "../../scripts/act/checkout.ts";
import { dispatchAt, eventAt } from "../../scripts/act/event.ts";
import type { LocalServices } from "../../scripts/act/local-services.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";

export interface Run extends WorkflowRun {
  /** The commit in the names of the images. */
  readonly commit: string;
}

interface Machine {
  readonly services: LocalServices;
  /** The folder of the assembled release. */
  readonly release: string;
}

interface Options {
  /** The inputs of a dispatch. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** Changes the checkout before its commit. */
  readonly edit?: ((folder: string) => void) | undefined;
  /** Variables of the runner. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One run of the workflow, on a checkout of its own. */
export async function runImages(
  { services, release }: Machine,
  event: EventName,
  { inputs = {}, edit, env }: Options = {},
): Promise<Run> {
  await using checkout = await checkOutExample(services, edit);
  const commit = await checkout.git("rev-parse", "HEAD");
  const ran = await runWorkflow({
    workspace: checkout.path,
    workflow: "lablink-images.yml",
    event:
      Object.keys(inputs).length > 0 ? dispatchAt(event, commit, inputs) : eventAt(event, commit),
    release,
    // The registry on this machine is not ghcr.io, so it must not get it.
    token: "not-for-registries",
    actor: registryAccount.username,
    secrets: registryLogin,
    env: { ...services.environment, ...env },
  });
  return { ...ran, commit };
}

/** Every tag of an image with its digest. */
export async function tagsIn(
  registry: TestRegistry,
  image: string,
): Promise<Map<string, string | undefined>> {
  const answer = await registry.ask(image, "tags/list");
  const { tags } = answer.ok ? ((await answer.json()) as { tags: string[] | null }) : { tags: [] };
  const digests = (tags ?? []).map(async (tag) => {
    return [tag, await digestAt(registry, image, tag)] as const;
  });
  return new Map(await Promise.all(digests));
}
