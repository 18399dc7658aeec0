import {
  boolean,
  git,
  optional,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
} from "@lablink-actions/action-kit";
import { combine } from "@lablink-actions/release-core";
import { checkDocsPages } from "./check-docs-pages.ts";
import type { Input } from "./declaration.ts";

runAction(async () => {
  const inputs = readInputs({
    version: required(text),
    "compared-with": optional(text),
    "site-branch": required(text),
    "fewer-pages": boolean,
  } satisfies Parsers<Input>);
  const given = combine(inputs);
  return given.ok ? checkDocsPages(given.value, git) : given;
});
