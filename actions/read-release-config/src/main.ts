import {
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
import { andThen, combine } from "@lablink-actions/release-core";
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
  } satisfies Parsers<Input>);
  const { config: path, repositoryOwner: owner, package: packageName, image } = inputs;
  const { workflowInputs } = inputs;
  const config = andThen(combine({ path, owner }), (given) =>
    loadConfig(given, { readFile: readTextFile, leadsOut }),
  );
  return andThen(combine({ config, packageName, image, workflowInputs }), readReleaseConfig);
});
