import { availableParallelism } from "node:os";
import type { ImageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import { type ActionRun, runAction } from "@lablink-actions/testkit";
import { type Scenario, versionLines } from "./scenarios.ts";
import { standInIndex } from "./stand-in-index.ts";

/** The actions that decide what an image is built from and called: those to run, and so those to build. */
export const decidingActions = [
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
  readonly image: ImageConfig;
  readonly platform: string;
  readonly dockerfile: Answer;
  readonly tags: Answer;
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly versions: Answer;
  /** None if the versions are refused: the workflow ends there. */
  readonly images: readonly ImageOutcome[];
}

export interface Repository {
  readonly config: ReleaseConfig;
  /** The folder that the configuration's paths start from. */
  readonly root: string;
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

/** The steps of LabLink's image workflow that decide: versions for all, then Dockerfile and tags for each image. */
async function runScenario(
  repository: Repository,
  scenario: Scenario,
  index: string,
): Promise<Outcome> {
  const { config, root } = repository;
  const ask = async (action: DecidingAction, inputs: Record<string, string>): Promise<Answer> => {
    const run = await runAction(action, {
      event: scenario.github,
      with: { ...scenario.settings, ...inputs },
      workspace: root,
    });
    return answerOf(action, run);
  };

  const versions = await ask("enforce-prod-version", {
    versions: versionLines(config, scenario),
    "version-inputs": config.packages.map((one) => `${one.name}=${one.versionInput}`).join("\n"),
    "index-url": index,
  });
  if (versions.refusals.length > 0) return { scenario, versions, images: [] };
  const images: ImageOutcome[] = [];
  for (const image of config.images) {
    const version = scenario.versions.get(image.released[0].name) ?? "";
    const dockerfile = await ask("select-dockerfile", {
      dockerfile: image.dockerfile,
      "development-dockerfile": image.developmentDockerfile,
      version,
    });
    for (const platform of image.platforms) {
      const tags = await ask("compute-tags", {
        image: image.reference,
        platform,
        version,
        tags: image.tags.join("\n"),
      });
      images.push({ image, platform, dockerfile, tags });
    }
  }
  return { scenario, versions, images };
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
