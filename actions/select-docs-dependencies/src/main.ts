import {
  items,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  workspacePath,
} from "@lablink-actions/action-kit";
import { combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { parseExtra, parseInstall, selectDocsDependencies } from "./select-docs-dependencies.ts";

runAction(() => {
  const inputs = readInputs({
    project: required(workspacePath),
    extra: required(parseExtra),
    install: optional(parseInstall),
    packages: items(workspacePath),
  } satisfies Parsers<Input>);
  const given = combine(inputs);
  return given.ok ? selectDocsDependencies(given.value, readTextFile) : given;
});
