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
  type Result,
  spellingNotices,
} from "@lablink-actions/release-core";
import { allArguments, type BuildArgument } from "./build-arguments.ts";
import type { Output } from "./declaration.ts";
import { type Dockerfiles, requireFile, type Workspace } from "./dockerfiles.ts";
import { requireVersionArgument } from "./version-argument.ts";

interface SelectDockerfileInputs {
  readonly channel: Channel;
  readonly dockerfiles: Dockerfiles;
  /** The ARG of the production Dockerfile that takes the version. */
  readonly versionBuildArg: string;
  /** Further build arguments, of both channels. */
  readonly buildArguments: readonly BuildArgument[];
  readonly developmentSuffix: DevelopmentSuffix;
}

/**
 * Chooses what to build from.
 *
 * @returns the outputs; or `dockerfile-missing` (LA301), `version-argument-missing` (LA304), `build-argument-taken`
 * (LA306)
 */
export function selectDockerfile(
  inputs: SelectDockerfileInputs,
  workspace: Workspace,
): Result<Decision<Output>> {
  const { channel, dockerfiles, versionBuildArg, buildArguments } = inputs;
  const file = requireFile(dockerfiles[channel.name], workspace);
  const chosen = combine({
    dockerfile: map(file, ({ path }) => path),
    notices: andThen(file, ({ path, text }) =>
      channel.name === "production"
        ? requireVersionArgument(path, text, versionBuildArg)
        : accept([]),
    ),
    buildArguments: allArguments(buildArguments, versionBuildArg, imageVersion(channel)?.canonical),
  });
  return map(chosen, (all) => describe(all, inputs));
}

interface Chosen {
  readonly dockerfile: string;
  readonly buildArguments: readonly BuildArgument[];
  readonly notices: readonly string[];
}

function describe(chosen: Chosen, inputs: SelectDockerfileInputs): Decision<Output> {
  const { channel, developmentSuffix } = inputs;
  const { dockerfile, buildArguments, notices } = chosen;
  const rules = buildRules(channel, developmentSuffix);
  const version = imageVersion(channel)?.canonical;
  return {
    outputs: {
      channel: channel.name,
      dockerfile,
      "build-args": buildArguments.map(({ name, value }) => `${name}=${value}`).join("\n"),
      "package-source": rules.packageSource,
      "tag-suffix": rules.tagSuffix,
      "run-dev-tests": String(rules.runDevelopmentTests),
    },
    title: "Dockerfile",
    facts: [
      ["Channel", channel.name],
      ["Dockerfile", dockerfile],
      ["Package", version === undefined ? "local code" : `PyPI, version ${version}`],
      ["Tag suffix", rules.tagSuffix || "none"],
      ["Tests in the image", rules.runDevelopmentTests ? "run" : "not run: tested when published"],
    ],
    notices: [...spellingNotices(channel), ...notices],
  };
}
