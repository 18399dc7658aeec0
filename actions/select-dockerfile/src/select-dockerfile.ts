import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  buildRules,
  type Channel,
  type DevelopmentSuffix,
  imageVersion,
  map,
  quote,
  type Result,
  refuse,
  spellingNotices,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { type Dockerfiles, type FilesIn, requireFile } from "./dockerfiles.ts";

interface SelectDockerfileInputs {
  readonly channel: Channel;
  readonly dockerfiles: Dockerfiles;
  /** The ARG of the production Dockerfile that takes the version. */
  readonly versionBuildArg: string;
  readonly developmentSuffix: DevelopmentSuffix;
}

/**
 * Chooses what to build from.
 *
 * @returns the outputs, or `dockerfile-missing` (LA301)
 */
export function selectDockerfile(
  inputs: SelectDockerfileInputs,
  filesIn: FilesIn,
): Result<Decision<Output>> {
  const { channel, dockerfiles } = inputs;
  return map(requireFile(dockerfiles[channel.name], filesIn), (dockerfile) =>
    describe(dockerfile, inputs),
  );
}

function describe(dockerfile: string, inputs: SelectDockerfileInputs): Decision<Output> {
  const { channel, versionBuildArg, developmentSuffix } = inputs;
  const rules = buildRules(channel, developmentSuffix);
  const version = imageVersion(channel)?.canonical;
  return {
    outputs: {
      channel: channel.name,
      dockerfile,
      "build-args": version === undefined ? "" : `${versionBuildArg}=${version}`,
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
    notices: spellingNotices(channel),
  };
}

/** The name of a build argument; otherwise `build-argument-invalid` (LA303). */
export function parseBuildArgument(name: string): Result<string> {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return accept(name);
  return refuse({
    name: "build-argument-invalid",
    seen: `version-build-arg is ${quote(name)}`,
    remedy:
      "Name the ARG of the production Dockerfile that takes the version, such as PACKAGE_VERSION.",
  });
}
