import {
  boolean,
  choice,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  runProgram,
  say,
  temporaryFolder,
  workspacePath,
} from "@lablink-actions/action-kit";
import { parseLockTimeout, parseVariables, toolIn } from "@lablink-actions/infrastructure";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { planInfrastructure } from "./plan-infrastructure.ts";

runAction(() => {
  const inputs = readInputs({
    directory: required(workspacePath),
    variables: required(parseVariables),
    destroy: boolean,
    tool: choice("tofu", "terraform"),
    "lock-timeout": required(parseLockTimeout),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), (values) => {
    const tool = toolIn(runProgram, values.tool, values.directory);
    return planInfrastructure(values, { tool, ...temporaryFolder(), readBytes, say });
  });
});
