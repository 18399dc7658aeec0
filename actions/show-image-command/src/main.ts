import {
  items,
  lines,
  openIndex,
  optional,
  type Parsers,
  readInputs,
  runAction,
  text,
  then,
} from "@lablink-actions/action-kit";
import { andThen, combine, parsePackageInput, parseWorkflow } from "@lablink-actions/release-core";
import { dispatchedPackages, parseVersionLines } from "./command.ts";
import type { Input } from "./declaration.ts";
import { showImageCommand } from "./show-image-command.ts";

runAction(async () => {
  const inputs = readInputs({
    workflow: optional(parseWorkflow),
    versions: then(optional(lines(text)), (given) => parseVersionLines(given ?? [])),
    published: then(items(text), parseVersionLines),
    "version-inputs": items(parsePackageInput),
    "production-environments": items(text),
    "index-url": text,
  } satisfies Parsers<Input>);
  const { workflow, versions, published, versionInputs, indexUrl } = inputs;
  const given = combine({
    workflow,
    productionEnvironments: inputs.productionEnvironments,
    packages: andThen(combine({ versions, published, versionInputs }), dispatchedPackages),
    indexUrl,
  });
  if (!given.ok) return given;
  return showImageCommand(given.value, () => openIndex(given.value.indexUrl));
});
