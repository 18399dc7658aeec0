import {
  choice,
  filesIn,
  items,
  json,
  leadsOut,
  mask,
  optional,
  type Parsers,
  readInputs,
  readTextFile,
  required,
  runAction,
  startOf,
  temporaryFolder,
  text,
  triggerInputs,
  triggerOf,
  workspacePath,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  decideImageChannel,
  isPullRequest,
  map,
  parseDevelopmentSuffix,
} from "@lablink-actions/release-core";
import { parseBuildArgument, parseBuildArguments } from "./build-arguments.ts";
import { type BuildSecret, parseBuildSecrets, parseSecretName } from "./build-secrets.ts";
import type { Input } from "./declaration.ts";
import { dockerfilesOf } from "./dockerfiles.ts";
import { selectDockerfile } from "./select-dockerfile.ts";

runAction(() => {
  const inputs = readInputs({
    dockerfile: required(workspacePath),
    "development-dockerfile": workspacePath,
    source: choice("index", "checkout"),
    target: text,
    "development-target": text,
    version: text,
    "version-build-arg": required(parseBuildArgument),
    "build-args": parseBuildArguments,
    secrets: items(parseSecretName),
    "build-secrets": optional(json(parseMasked)),
    "development-suffix": parseDevelopmentSuffix,
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { version, dockerfile, developmentDockerfile, versionBuildArg, developmentSuffix } = inputs;
  const { source, target, developmentTarget } = inputs;
  const { buildArgs: buildArguments } = inputs;
  const given = combine({
    channel: andThen(combine({ trigger: triggerOf(inputs), version, source }), (run) =>
      decideImageChannel(run.trigger, run.version, run.source),
    ),
    source,
    dockerfiles: andThen(
      combine({ dockerfile, developmentDockerfile, source, target, developmentTarget }),
      dockerfilesOf,
    ),
    versionBuildArg,
    buildArguments,
    secrets: inputs.secrets,
    buildSecrets: map(inputs.buildSecrets, (given) => given ?? new Map<string, string>()),
    isPullRequest: map(startOf(inputs), isPullRequest),
    developmentSuffix,
  });
  const workspace = { filesIn, readFile: readTextFile, leadsOut };
  const writeSecret = ({ name, value }: BuildSecret) => temporaryFolder().writeFile(name, value);
  return andThen(given, (values) => selectDockerfile(values, { ...workspace, writeSecret }));
});

/** Masked before anything can fail. The whole is masked by the runner, as the secret that it is; its parts are not. */
function parseMasked(value: unknown, name: string) {
  return map(parseBuildSecrets(value, name), (secrets) => {
    for (const secret of secrets.values()) {
      for (const line of [secret, ...secret.split("\n")]) mask(line.trim());
    }
    return secrets;
  });
}
