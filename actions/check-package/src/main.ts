import {
  boolean,
  choice,
  git,
  openIndex,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  text,
  then,
  workspacePath,
} from "@lablink-actions/action-kit";
import { combine } from "@lablink-actions/release-core";
import { checkPackage } from "./check-package.ts";
import type { Input } from "./declaration.ts";
import { folder } from "./folder.ts";
import { parseExpectedVersion, parseFolder, parsePackage } from "./inputs.ts";
import { environments } from "./uv.ts";

runAction(async () => {
  const inputs = readInputs({
    package: required(parsePackage),
    directory: then(workspacePath, parseFolder),
    version: optional(parseExpectedVersion),
    dist: optional(then(workspacePath, parseFolder)),
    "index-url": text,
    "on-existing": choice("fail", "skip"),
    "first-release": boolean,
  } satisfies Parsers<Input>);
  const { package: packageName, version: expected, ...others } = inputs;
  const given = combine({ packageName, expected, ...others });
  if (!given.ok) return given;
  return checkPackage(given.value, {
    readFile: readTextFile,
    folder,
    environments,
    git,
    openIndex: () => openIndex(given.value.indexUrl),
  });
});
