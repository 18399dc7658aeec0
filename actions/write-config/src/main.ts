import {
  boolean,
  choice,
  json,
  lines,
  mask,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  text,
  then,
  workspacePath,
  writeTextFile,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { applications, unknownApplication } from "./application.ts";
import type { Input } from "./declaration.ts";
import { parseSettings } from "./settings.ts";
import { parseValues } from "./values.ts";
import { writeConfig } from "./write-config.ts";

runAction(() => {
  const inputs = readInputs({
    file: required(workspacePath),
    values: required(json(parseValues(mask))),
    settings: optional(then(lines(text), parseSettings)),
    application: optional(choice("lablink-allocator")),
    production: required(boolean),
  } satisfies Parsers<Input>);
  const effects = { readFile: readTextFile, writeFile: writeTextFile };
  return andThen(combine(inputs), ({ settings = new Map(), application: name, ...given }) => {
    const application = name === undefined ? unknownApplication : applications[name];
    return writeConfig({ ...given, settings, application }, effects);
  });
});
