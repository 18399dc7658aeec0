import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  andThen,
  buildRules,
  type Channel,
  combine,
  type DevelopmentSuffix,
  imageVersion,
  map,
  type PackageSource,
  type Result,
  spellingNotices,
} from "@lablink-actions/release-core";
import { allArguments, type BuildArgument } from "./build-arguments.ts";
import { type BuildSecret, type BuildSecrets, secretsOf } from "./build-secrets.ts";
import type { Output } from "./declaration.ts";
import { type Dockerfiles, requireFile, type Workspace } from "./dockerfiles.ts";
import { declaredIn, requireStages, requireVersionArgument } from "./version-argument.ts";

interface SelectDockerfileInputs {
  readonly channel: Channel;
  readonly source: PackageSource;
  readonly dockerfiles: Dockerfiles;
  /** The ARG of the production Dockerfile that takes the version. */
  readonly versionBuildArg: string;
  /** Further build arguments, of both channels. */
  readonly buildArguments: readonly BuildArgument[];
  /** What the build mounts. */
  readonly secrets: readonly string[];
  readonly buildSecrets: BuildSecrets;
  readonly isPullRequest: boolean;
  readonly developmentSuffix: DevelopmentSuffix;
}

interface SelectDockerfileEffects extends Workspace {
  /** Writes a secret to a file that is deleted with the job, and gives its path. */
  readonly writeSecret: (secret: BuildSecret) => string;
}

/**
 * Chooses what to build from.
 *
 * @returns the outputs; or `dockerfile-missing` (LA301), `version-argument-missing` (LA304), `build-argument-taken`
 * (LA306), `target-missing` (LA307), `build-secret-missing` (LA308)
 */
export function selectDockerfile(
  inputs: SelectDockerfileInputs,
  effects: SelectDockerfileEffects,
): Result<Decision<Output>> {
  const { channel, source, dockerfiles, versionBuildArg, buildArguments } = inputs;
  const { path, target } = dockerfiles[channel.name];
  const stages = andThen(requireFile(path, effects), ({ text }) =>
    requireStages(path, text, target),
  );
  const version = imageVersion(channel)?.canonical;
  const isRequired = channel.name === "production" && source === "index";
  const chosen = combine({
    secrets: secretsOf(inputs.secrets, inputs.buildSecrets, inputs.isPullRequest),
    notices: andThen(stages, (read) =>
      isRequired ? requireVersionArgument(path, read, versionBuildArg) : accept([]),
    ),
    buildArguments: andThen(stages, (read) => {
      // A Dockerfile of the checkout may take the version, and need not.
      const isTaken = isRequired || declaredIn(read, versionBuildArg).length > 0;
      return allArguments(buildArguments, versionBuildArg, isTaken ? version : undefined);
    }),
  });
  return map(chosen, ({ secrets: { secrets, notices }, ...all }) => {
    const files = secrets.map((secret) => `${secret.name}=${effects.writeSecret(secret)}`);
    return describe({ ...all, files, notices: [...notices, ...all.notices] }, inputs);
  });
}

interface Chosen {
  readonly buildArguments: readonly BuildArgument[];
  /** Lines `name=path`. */
  readonly files: readonly string[];
  readonly notices: readonly string[];
}

function describe(chosen: Chosen, inputs: SelectDockerfileInputs): Decision<Output> {
  const { channel, source, developmentSuffix, dockerfiles } = inputs;
  const { buildArguments, files, notices } = chosen;
  const { path: dockerfile, target } = dockerfiles[channel.name];
  const rules = buildRules(channel, developmentSuffix, source);
  const version = imageVersion(channel)?.canonical;
  return {
    outputs: {
      channel: channel.name,
      dockerfile,
      target,
      "build-args": buildArguments.map(({ name, value }) => `${name}=${value}`).join("\n"),
      "secret-files": files.join("\n"),
      "package-source": rules.packageSource,
      "tag-suffix": rules.tagSuffix,
      "run-dev-tests": String(rules.runDevelopmentTests),
    },
    title: "Dockerfile",
    facts: [
      ["Channel", channel.name],
      ["Dockerfile", target === "" ? dockerfile : `${dockerfile}, stage ${target}`],
      ["Package", packageOf(source, version)],
      ["Tag suffix", rules.tagSuffix || "none"],
      ["Tests in the image", rules.runDevelopmentTests ? "run" : "not run: tested when published"],
    ],
    notices: [...spellingNotices(channel), ...notices],
  };
}

function packageOf(source: PackageSource, version: string | undefined): string {
  if (version === undefined) return "local code";
  return source === "index" ? `PyPI, version ${version}` : `the tagged commit, version ${version}`;
}
