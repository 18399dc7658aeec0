import {
  filesIn,
  leadsOut,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  text,
  triggerInputs,
  triggerOf,
  workspacePath,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  decideImageChannel,
  parseDevelopmentSuffix,
} from "@lablink-actions/release-core";
import { parseBuildArgument, parseBuildArguments } from "./build-arguments.ts";
import type { Input } from "./declaration.ts";
import { dockerfilesOf } from "./dockerfiles.ts";
import { selectDockerfile } from "./select-dockerfile.ts";

runAction(() => {
  const inputs = readInputs({
    dockerfile: required(workspacePath),
    "development-dockerfile": workspacePath,
    version: text,
    "version-build-arg": required(parseBuildArgument),
    "build-args": parseBuildArguments,
    "development-suffix": parseDevelopmentSuffix,
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { version, dockerfile, developmentDockerfile, versionBuildArg, developmentSuffix } = inputs;
  const { buildArgs: buildArguments } = inputs;
  const given = combine({
    channel: andThen(combine({ trigger: triggerOf(inputs), version }), (run) =>
      decideImageChannel(run.trigger, run.version),
    ),
    dockerfiles: andThen(combine({ dockerfile, developmentDockerfile }), (paths) =>
      dockerfilesOf(paths.dockerfile, paths.developmentDockerfile),
    ),
    versionBuildArg,
    buildArguments,
    developmentSuffix,
  });
  const workspace = { filesIn, readFile: readTextFile, leadsOut };
  return andThen(given, (values) => selectDockerfile(values, workspace));
});
