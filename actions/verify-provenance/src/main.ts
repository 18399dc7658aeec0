import {
  accountInputs,
  accountOf,
  fileText,
  lines,
  openImage,
  optional,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  text,
  workspacePath,
} from "@lablink-actions/action-kit";
import { parseRefPattern, parseRepository, parseWorkflow } from "@lablink-actions/provenance";
import { andThen, combine } from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { decideChecked, parsePinnedImage } from "./subject.ts";
import { verifyProvenance } from "./verify-provenance.ts";

runAction(async () => {
  const inputs = readInputs({
    file: optional(workspacePath),
    image: optional(parsePinnedImage),
    bundle: optional(workspacePath),
    repository: required(parseRepository),
    workflow: optional(parseWorkflow),
    ref: optional(parseRefPattern),
    environment: optional(text),
    issuer: required(text),
    "predicate-type": optional(lines(text)),
    "trusted-root": optional(fileText),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const { file, image, bundle, repository, workflow, ref, environment, issuer } = inputs;
  const given = combine({
    checked: andThen(combine({ file, image, bundle }), decideChecked),
    publisher: combine({ repository, workflow, ref, environment, issuer }),
    predicateTypes: inputs.predicateType,
    trustedRoot: inputs.trustedRoot,
    account: accountOf(inputs),
  });
  if (!given.ok) return given;
  const { account, ...others } = given.value;
  return verifyProvenance(others, { readBytes, open: (name) => openImage(name, account) });
});
