import {
  boolean,
  git,
  lines,
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
import { declarePackages } from "@lablink-actions/version-tag";
import type { Input } from "./declaration.ts";
import { parseRunRef } from "./run-ref.ts";
import { validateVersionTag } from "./validate-version-tag.ts";

runAction(async () => {
  const inputs = readInputs({
    tag: required(parseRunRef),
    package: lines(text),
    directory: lines(workspacePath),
    "tag-prefix": lines(text),
    branch: optional(text),
    strict: boolean,
    required: boolean,
    "dry-run": boolean,
  } satisfies Parsers<Input>);
  const {
    tag: ref,
    package: names,
    directory: directories,
    tagPrefix: prefixes,
    ...others
  } = inputs;
  const packages = andThen(combine({ names, directories, prefixes }), declarePackages);
  const given = combine({ ref, ...others, packages });
  return given.ok ? validateVersionTag(given.value, { readFile: readTextFile, git }) : given;
});
