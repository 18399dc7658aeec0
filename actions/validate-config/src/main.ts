import { randomUUID } from "node:crypto";
import {
  cancelled,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  say,
  seconds,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { docker, freeBytes, parsePinnedImage } from "@lablink-actions/engine";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { parseContainerPath, parseProgram } from "./places.ts";
import { validateConfig } from "./validate-config.ts";

runAction(() => {
  const inputs = readInputs({
    image: required(parsePinnedImage),
    file: required(workspacePath),
    path: required(parseContainerPath),
    program: required(parseProgram),
    expect: required(text),
    deadline: seconds(1, 21_600),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), (values) =>
    validateConfig(values, {
      docker,
      freeBytes,
      say,
      signal: cancelled(),
      random: randomUUID,
      readFile: readBytes,
    }),
  );
});
