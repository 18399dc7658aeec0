import {
  boolean,
  json,
  mask,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  workspacePath,
  writeTextFile,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { parseValues } from "./values.ts";
import { writeConfig } from "./write-config.ts";

runAction(() => {
  const inputs = readInputs({
    file: required(workspacePath),
    values: required(json(parseValues(mask))),
    production: required(boolean),
  } satisfies Parsers<Input>);
  const effects = { readFile: readTextFile, writeFile: writeTextFile };
  return andThen(combine(inputs), (values) => writeConfig(values, effects));
});
