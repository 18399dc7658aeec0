import {
  choice,
  lines,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
  triggerInputs,
  triggerOf,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  decideImageChannel,
  parseCommit,
  parseDevelopmentSuffix,
  parseImageName,
  parsePlatformName,
  parseSource,
  parseTagTemplate,
} from "@lablink-actions/release-core";
import { computeTags } from "./compute-tags.ts";
import type { Input } from "./declaration.ts";

runAction(() => {
  const inputs = readInputs({
    image: required(parseImageName),
    platform: required(parsePlatformName),
    version: text,
    sha: required(parseCommit),
    tags: lines(parseTagTemplate),
    "development-suffix": parseDevelopmentSuffix,
    "pull-request-tags": choice("all", "unique"),
    repository: text,
    "head-repository": text,
    "server-url": text,
    description: text,
    licenses: text,
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const trigger = triggerOf(inputs);
  const { version, serverUrl, repository } = inputs;
  const together = {
    ...inputs,
    trigger,
    channel: andThen(combine({ trigger, version }), (run) =>
      decideImageChannel(run.trigger, run.version),
    ),
    source: andThen(combine({ serverUrl, repository }), parseSource),
  };
  return andThen(combine(together), computeTags);
});
