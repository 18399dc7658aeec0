import { availableParallelism } from "node:os";
import type { ReleaseConfig } from "@lablink-actions/release-config";
import { type ActionRun, actionDefinition, runAction } from "@lablink-actions/testkit";
import { type Scenario, workflowInputs } from "./scenarios.ts";
import { standInIndex } from "./stand-in-index.ts";

/** The actions that decide what an image is built from and called: those to run, and so those to build. */
export const decidingActions = [
  "read-release-config",
  "enforce-prod-version",
  "select-dockerfile",
  "compute-tags",
] as const;

type DecidingAction = (typeof decidingActions)[number];

/** What one action said: its outputs, or why it refuses. */
export interface Answer {
  readonly action: DecidingAction;
  readonly outputs: Readonly<Record<string, string>>;
  readonly refusals: readonly string[];
  readonly log: string;
}

export interface ImageOutcome {
  readonly image: string;
  readonly platform: string;
  readonly dockerfile: Answer;
  readonly tags: Answer;
}

export interface Outcome {
  readonly scenario: Scenario;
  /** What decides for all images: the plan, and then the versions. */
  readonly run: readonly Answer[];
  /** None if one of these is refused: the workflow ends there. */
  readonly images: readonly ImageOutcome[];
}

export interface Repository {
  readonly config: ReleaseConfig;
  /** The folder that the configuration's paths start from. */
  readonly root: string;
  /** The configuration, relative to it. */
  readonly file: string;
  /** The owner on GitHub, for the default registry. */
  readonly owner: string;
}

/**
 * Runs the actions on each scenario, as many at once as there are processors; the order stays. Their index has every
 * version that a scenario asks for, because the table shows what a trigger builds, and not what is published.
 */
export async function runScenarios(
  repository: Repository,
  scenarios: readonly Scenario[],
): Promise<Outcome[]> {
  await using standIn = await standInIndex(scenarios.flatMap(({ versions }) => [...versions]));
  const outcomes: Outcome[] = [];
  const waiting = [...scenarios.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, scenario] = next;
      outcomes[index] = await runScenario(repository, scenario, standIn.url);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return outcomes;
}

/**
 * The steps of images.yml that decide: the plan and the versions for all, then Dockerfile and tags for each image. As
 * there, an action gets what the plan says by the names of its inputs.
 */
async function runScenario(
  { config, root, file, owner }: Repository,
  scenario: Scenario,
  index: string,
): Promise<Outcome> {
  const ask = async (action: DecidingAction, inputs: Record<string, string>): Promise<Answer> => {
    const run = await runAction(action, {
      event: scenario.github,
      with: { ...inputs, ...declared(action, scenario.settings) },
      workspace: root,
    });
    return answerOf(action, run);
  };

  const plan = await ask("read-release-config", {
    config: file,
    "repository-owner": owner,
    "workflow-inputs": JSON.stringify(workflowInputs(config, scenario)),
    "registry-credentials": "true",
  });
  if (plan.refusals.length > 0) return { scenario, run: [plan], images: [] };
  const versions = await ask("enforce-prod-version", {
    ...declared("enforce-prod-version", plan.outputs),
    "index-url": index,
  });
  const run = [plan, versions];
  if (versions.refusals.length > 0) return { scenario, run, images: [] };
  const images: ImageOutcome[] = [];
  for (const entry of JSON.parse(plan.outputs["images"] ?? "[]")) {
    // What a build is given, and what it may read, decides nothing.
    const { "build-args": _, secrets: __, name: image, platform, ...given } = entry;
    const both = { ...plan.outputs, ...given, platform };
    const dockerfile = await ask("select-dockerfile", declared("select-dockerfile", both));
    const tags = await ask("compute-tags", declared("compute-tags", both));
    images.push({ image, platform, dockerfile, tags });
  }
  return { scenario, run, images };
}

/** The values that an action declares inputs for. */
function declared(action: string, values: Readonly<Record<string, string>>) {
  const inputs = Object.keys(actionDefinition(action).inputs);
  return Object.fromEntries(Object.entries(values).filter(([name]) => inputs.includes(name)));
}

function answerOf(action: DecidingAction, run: ActionRun): Answer {
  const refusals = run.annotations
    .filter(({ level }) => level === "error")
    .map(({ message }) => message);
  if (run.exitCode !== 0 && refusals.length === 0) {
    throw new Error(`${action} ended with ${run.exitCode} and gave no reason:\n${run.stderr}`);
  }
  return { action, outputs: run.outputs, refusals, log: run.log };
}
