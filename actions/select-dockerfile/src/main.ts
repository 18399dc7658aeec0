import {
  filesIn,
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
  parseDevelopmentSuffix,
} from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { dockerfilesOf } from "./dockerfiles.ts";
import { parseBuildArgument, selectDockerfile } from "./select-dockerfile.ts";

runAction(() => {
  const inputs = readInputs({
    dockerfile: required(text),
    "development-dockerfile": text,
    version: text,
    "version-build-arg": required(parseBuildArgument),
    "development-suffix": parseDevelopmentSuffix,
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { version, dockerfile, developmentDockerfile, versionBuildArg, developmentSuffix } = inputs;
  const given = combine({
    channel: andThen(combine({ trigger: triggerOf(inputs), version }), (run) =>
      decideImageChannel(run.trigger, run.version),
    ),
    dockerfiles: andThen(combine({ dockerfile, developmentDockerfile }), (paths) =>
      dockerfilesOf(paths.dockerfile, paths.developmentDockerfile),
    ),
    versionBuildArg,
    developmentSuffix,
  });
  return andThen(given, (values) => selectDockerfile(values, filesIn));
});
