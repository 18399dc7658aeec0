import { randomUUID } from "node:crypto";
import {
  cancelled,
  choice,
  openIndexWithFiles,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  say,
  seconds,
  text,
  then,
  triggerInputs,
  triggerOf,
  workspacePath,
} from "@lablink-actions/action-kit";
import { docker, freeBytes, parsePinnedImage } from "@lablink-actions/engine";
import { andThen, combine, parsePackageName } from "@lablink-actions/release-core";
import { readCheckout } from "./checkout.ts";
import type { Input } from "./declaration.ts";
import { checksIn, chosenChecks, decideRun, inlineChecks, withMounts } from "./inputs.ts";
import { verifyImage } from "./verify-image.ts";

runAction(() => {
  const inputs = readInputs({
    image: required(parsePinnedImage),
    checks: optional(inlineChecks),
    "checks-file": optional(then(workspacePath, checksIn(readTextFile))),
    package: optional(parsePackageName),
    version: text,
    "index-url": text,
    source: choice("index", "checkout"),
    timeout: seconds(1, 21_600),
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { image, checks, checksFile, package: packageName, version, indexUrl, timeout } = inputs;
  const together = {
    run: andThen(combine({ trigger: triggerOf(inputs), version }), decideRun),
    image,
    chosen: andThen(
      andThen(combine({ checks, checksFile, package: packageName }), chosenChecks),
      withMounts(readCheckout),
    ),
    indexUrl,
    source: inputs.source,
    timeout,
  };
  const effects = {
    docker,
    freeBytes,
    log: say,
    signal: cancelled(),
    random: randomUUID,
    now: () => performance.now(),
  };
  return andThen(combine(together), ({ run, chosen, indexUrl: address, ...others }) =>
    verifyImage(
      { ...run, ...chosen, ...others },
      { ...effects, openIndex: () => openIndexWithFiles(address) },
    ),
  );
});
