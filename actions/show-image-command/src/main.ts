import {
  items,
  lines,
  openIndex,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
  then,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  parsePackageInput,
  parsePackageVersions,
} from "@lablink-actions/release-core";
import { dispatchedPackages, parsePublished, parseWorkflow } from "./command.ts";
import type { Input } from "./declaration.ts";
import { showImageCommand } from "./show-image-command.ts";

runAction(async () => {
  const inputs = readInputs({
    workflow: required(parseWorkflow),
    versions: then(lines(text), parsePackageVersions),
    published: then(items(text), parsePublished),
    "version-inputs": items(parsePackageInput),
    "index-url": text,
  } satisfies Parsers<Input>);
  const { workflow, versions, published, versionInputs, indexUrl } = inputs;
  const given = combine({
    workflow,
    packages: andThen(combine({ versions, published, versionInputs }), dispatchedPackages),
    indexUrl,
  });
  if (!given.ok) return given;
  return showImageCommand(given.value, () => openIndex(given.value.indexUrl));
});
