import {
  boolean,
  canPushOf,
  leadsOut,
  optional,
  type Parsers,
  pushInputs,
  readInputs,
  readTextFile,
  required,
  runAction,
  startOf,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { loadConfig } from "@lablink-actions/release-config";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { readReleaseConfig } from "./read-release-config.ts";
import { parseWorkflowInputs } from "./workflow-inputs.ts";

runAction(() => {
  const inputs = readInputs({
    config: required(workspacePath),
    package: optional(text),
    image: optional(text),
    "repository-owner": required(text),
    "workflow-inputs": parseWorkflowInputs,
    "registry-credentials": optional(boolean),
    ref: text,
    ...pushInputs,
  } satisfies Parsers<Input>);
  const { config: file, repositoryOwner: owner, package: packageName, image } = inputs;
  const { workflowInputs, registryCredentials: credentials } = inputs;
  const config = andThen(combine({ path: file, owner }), (given) =>
    loadConfig(given, { readFile: readTextFile, leadsOut }),
  );
  const access = combine({ credentials, canPush: canPushOf(inputs), owner });
  const run = startOf(inputs);
  const given = combine({ config, file, packageName, image, workflowInputs, access, run });
  return andThen(given, (values) => readReleaseConfig(values, readTextFile));
});
