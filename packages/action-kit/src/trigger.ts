import {
  accept,
  andThen,
  canPush,
  combine,
  conflictingInputs,
  type DeclaredTags,
  map,
  parseReleaseTags,
  type Result,
  type RunStart,
  refuse,
  type Trigger,
  type TriggerPolicy,
} from "@lablink-actions/release-core";
import { choice, items, lines, optional, required, text, then } from "./inputs.ts";

/** The parsers of the eight inputs that every trigger-aware action has. */
export const triggerInputs = {
  "event-name": required(text),
  ref: text,
  environment: text,
  "development-environments": items(text),
  "production-environments": items(text),
  "production-refs": items(text),
  "production-on": then(optional(choice("dispatch", "tag")), (on) => accept(on ?? "dispatch")),
  // Not by commas: a prefix may have one.
  "release-tags": then(optional(lines(parseReleaseTags)), (tags) => accept(tags ?? [])),
};

interface TriggerInputs {
  readonly eventName: Result<string>;
  readonly ref: Result<string>;
  readonly environment: Result<string>;
  readonly developmentEnvironments: Result<readonly string[]>;
  readonly productionEnvironments: Result<readonly string[]>;
  readonly productionRefs: Result<readonly string[]>;
  readonly productionOn: Result<"dispatch" | "tag">;
  readonly releaseTags: Result<readonly DeclaredTags[]>;
}

/** What started the run, from those inputs. */
export function triggerOf(inputs: TriggerInputs): Result<Trigger> {
  const { eventName, ref, environment, ...policy } = inputs;
  const { developmentEnvironments, productionEnvironments, productionRefs } = policy;
  const { productionOn, releaseTags } = policy;
  return combine({
    eventName,
    ref,
    environment,
    policy: andThen(
      combine({
        developmentEnvironments,
        productionEnvironments,
        productionRefs,
        productionOn,
        releaseTags,
      }),
      requireTags,
    ),
  });
}

/** The event and the ref alone, from those inputs. */
export function startOf(inputs: Pick<TriggerInputs, "eventName" | "ref">): Result<RunStart> {
  return combine({ eventName: inputs.eventName, ref: inputs.ref });
}

/** Without a declared tag, none could start production. */
function requireTags(policy: TriggerPolicy): Result<TriggerPolicy> {
  if (policy.productionOn === "dispatch" || policy.releaseTags.length > 0) return accept(policy);
  return refuse(
    conflictingInputs(
      "production-on is tag, and release-tags names no tag",
      "Write the packages' version tags in release-tags, in lines package=prefix, or set production-on to dispatch.",
    ),
  );
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
