import { canPush, combine, map, type Result, type Trigger } from "@lablink-actions/release-core";
import { items, required, text } from "./inputs.ts";

/** The parsers of the six inputs that every trigger-aware action has. */
export const triggerInputs = {
  "event-name": required(text),
  ref: text,
  environment: text,
  "development-environments": items(text),
  "production-environments": items(text),
  "production-refs": items(text),
};

interface TriggerInputs {
  readonly eventName: Result<string>;
  readonly ref: Result<string>;
  readonly environment: Result<string>;
  readonly developmentEnvironments: Result<readonly string[]>;
  readonly productionEnvironments: Result<readonly string[]>;
  readonly productionRefs: Result<readonly string[]>;
}

/** What started the run, from those inputs. */
export function triggerOf(inputs: TriggerInputs): Result<Trigger> {
  const { eventName, ref, environment, ...policy } = inputs;
  const { developmentEnvironments, productionEnvironments, productionRefs } = policy;
  return combine({
    eventName,
    ref,
    environment,
    policy: combine({ developmentEnvironments, productionEnvironments, productionRefs }),
  });
}

/** The parsers of the inputs that say whether a run may push. */
export const pushInputs = {
  "event-name": required(text),
  repository: text,
  "head-repository": text,
};

/** Whether a run may push, from those inputs: a fork's pull request may not. */
export function canPushOf(inputs: {
  readonly eventName: Result<string>;
  readonly repository: Result<string>;
  readonly headRepository: Result<string>;
}): Result<boolean> {
  const { eventName, repository, headRepository } = inputs;
  return map(combine({ eventName, repository, headRepository }), (run) => canPush(run, run));
}
