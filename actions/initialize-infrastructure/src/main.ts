import { dirname } from "node:path";
import {
  boolean,
  choice,
  items,
  lines,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  runAction,
  runProgram,
  say,
  temporaryFolder,
  text,
  then,
  workspacePath,
} from "@lablink-actions/action-kit";
import { onlyBackend, toolIn } from "@lablink-actions/infrastructure";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { initializeInfrastructure } from "./initialize-infrastructure.ts";
import { parseSettings } from "./settings.ts";

runAction(() => {
  const inputs = readInputs({
    directory: optional(workspacePath),
    "backend-config": then(lines(text), parseSettings),
    "other-keys": items(text),
    check: boolean,
    tool: choice("tofu", "terraform"),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), ({ backendConfig: backend, tool, ...values }) =>
    initializeInfrastructure(
      { ...values, backend },
      {
        toolIn: (directory) => toolIn(runProgram, tool, directory),
        readFile: readTextFile,
        makeFolder: () => dirname(temporaryFolder().writeFile("main.tf", onlyBackend)),
        say,
      },
    ),
  );
});
