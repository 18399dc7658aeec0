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
  workspaceOrTemporaryPath,
} from "@lablink-actions/action-kit";
import { parseLockTimeout, parseVariables, toolIn } from "@lablink-actions/infrastructure";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { planInfrastructure } from "./plan-infrastructure.ts";

runAction(() => {
  const inputs = readInputs({
    directory: required(workspaceOrTemporaryPath),
    variables: required(parseVariables),
    destroy: boolean,
    tool: choice("tofu", "terraform"),
    "lock-timeout": required(parseLockTimeout),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), async (values) => {
    const tool = toolIn(runProgram, values.tool, values.directory);
    const folder = temporaryFolder();
    const planned = await planInfrastructure(values, { tool, ...folder, readBytes, say });
    // A plan that is refused holds every secret in clear as well.
    if (!planned.ok) folder.remove();
    return planned;
  });
});
