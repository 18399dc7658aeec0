/** A real registry, and promotions in it by the bundle or in this process. */
import { expect } from "@jest/globals";
import { addressOf, http, openRepository } from "@lablink-actions/registries";
import { accept } from "@lablink-actions/release-core";
import {
  type ActionRun,
  digestAt,
  pushImage,
  runAction,
  type TestRegistry,
} from "@lablink-actions/testkit";
import type { Output } from "../src/declaration.ts";
import { type PromoteImageTexts, promoteFrom } from "./inputs.ts";
import { namesOf, uncancelled } from "./support.ts";

export type With = Readonly<Record<string, string>>;

/** Runs the bundle on a production run, without the DOCKER_CONFIG of the machine. */
export function run(inputs: With, env: With = {}, workspace?: string): Promise<ActionRun> {
  return runAction("promote-image", {
    event: "dispatch-prod",
    with: inputs,
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere", ...env },
    ...(workspace !== undefined && { workspace }),
  });
}

const quiet = { say: () => {}, mask: () => {}, sleep: () => Promise.resolve() };

/** Does the same as the bundle in this process, which is faster. */
export async function promoteHere(given: Partial<PromoteImageTexts>) {
  const result = await promoteFrom(given, {
    ...quiet,
    ...uncancelled,
    open: async (image) => accept(openRepository(addressOf(image), { ...quiet, http })),
  });
  return {
    result,
    names: namesOf(result),
    outputs: (result.ok ? result.value.outputs : {}) as Partial<Record<Output, string>>,
    facts: result.ok ? result.value.facts.flat().join("\n") : "",
  };
}

export function codesOf(ran: ActionRun): (string | undefined)[] {
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  return ran.annotations.map(({ title }) => title?.split(" ")[0]);
}

/** An output as tag names. */
export function list(
  ran: { readonly outputs: Partial<Record<Output, string>> },
  output: Output,
): string[] {
  const references = JSON.parse(ran.outputs[output] ?? "") as string[];
  return references.map((reference) => reference.split(":").at(-1) ?? "");
}

let repositories = 0;

/** A new image name, and what to do with it. */
export function repositoryIn(registry: TestRegistry) {
  const path = `owner/name-${repositories++}`;
  const image = `${registry.host}/${path}`;
  const references = (tags: readonly string[]) => tags.map((tag) => `${image}:${tag}`);
  return {
    path,
    image,
    push: (content: string, tag?: string) => pushImage(registry, path, content, tag),
    at: (tag: string) => digestAt(registry, path, tag),
    references,
    byBundle: (digest: string, tags: readonly string[], more: With = {}) =>
      run({ source: `${image}@${digest}`, tags: references(tags).join("\n"), ...more }),
    promote: (digest: string, tags: readonly string[], more: Partial<PromoteImageTexts> = {}) =>
      promoteHere({ source: `${image}@${digest}`, tags: references(tags), ...more }),
  };
}
