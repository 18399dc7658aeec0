import {
  boolean,
  leadsOut,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { andThen, canPush, combine, map } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { loadConfig, readReleaseConfig } from "./read-release-config.ts";
import { parseWorkflowInputs } from "./workflow-inputs.ts";

runAction(() => {
  const inputs = readInputs({
    config: required(workspacePath),
    package: optional(text),
    image: optional(text),
    "repository-owner": required(text),
    "workflow-inputs": parseWorkflowInputs,
    "registry-credentials": optional(boolean),
    "event-name": required(text),
    repository: text,
    "head-repository": text,
  } satisfies Parsers<Input>);
  const { config: file, repositoryOwner: owner, package: packageName, image } = inputs;
  const { workflowInputs, registryCredentials: credentials } = inputs;
  const { eventName, repository, headRepository } = inputs;
  const config = andThen(combine({ path: file, owner }), (given) =>
    loadConfig(given, { readFile: readTextFile, leadsOut }),
  );
  const push = map(combine({ eventName, repository, headRepository }), (run) => canPush(run, run));
  const access = combine({ credentials, canPush: push, owner });
  const given = combine({ config, file, packageName, image, workflowInputs, access });
  return andThen(given, (values) => readReleaseConfig(values, readTextFile));
});
