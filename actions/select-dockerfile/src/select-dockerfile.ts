import { posix } from "node:path";
import type { Decision } from "@lablink-actions/action-kit";
import {
  accept,
  buildRules,
  type Channel,
  combine,
  type DevelopmentSuffix,
  decideImageChannel,
  imageVersion,
  map,
  nearest,
  parseDevelopmentSuffix,
  quote,
  type Result,
  refuse,
  spellingNotices,
  type Trigger,
} from "@lablink-actions/release-core";

export interface SelectDockerfileInputs {
  readonly trigger: Trigger;
  readonly dockerfile: string;
  /** Empty: the production Dockerfile's path with `.dev` added. */
  readonly developmentDockerfile: string;
  readonly version: string;
  readonly versionBuildArg: string;
  readonly developmentSuffix: string;
}

/** The names of the files in a folder of the workspace; none where there is no such folder. */
export type FilesIn = (directory: string) => readonly string[];

/**
 * Chooses what to build from.
 *
 * @returns the outputs, or a refusal: the trigger's and versions' (LA1xx), `dockerfile-missing` (LA301),
 * `dockerfiles-same` (LA302), `build-argument-invalid` (LA303), `suffix-invalid` (LA405)
 */
export function selectDockerfile(inputs: SelectDockerfileInputs, filesIn: FilesIn) {
  const decided = combine({
    channel: decideImageChannel(inputs.trigger, inputs.version),
    dockerfiles: readDockerfiles(inputs),
    buildArgument: readBuildArgument(inputs.versionBuildArg),
    suffix: parseDevelopmentSuffix(inputs.developmentSuffix),
  });
  if (!decided.ok) return decided;

  const { channel, dockerfiles, buildArgument, suffix } = decided.value;
  const dockerfile = dockerfiles[channel.name];
  return map(requireFile(dockerfile, filesIn), () =>
    describe(channel, dockerfile, buildArgument, suffix),
  );
}

function describe(
  channel: Channel,
  dockerfile: string,
  buildArgument: string,
  suffix: DevelopmentSuffix,
) {
  const rules = buildRules(channel, suffix);
  const version = imageVersion(channel);
  return {
    outputs: {
      channel: channel.name,
      dockerfile,
      "build-args": version === undefined ? "" : `${buildArgument}=${version}`,
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
  } satisfies Decision;
}

function readDockerfiles({
  dockerfile,
  developmentDockerfile,
}: SelectDockerfileInputs): Result<Record<Channel["name"], string>> {
  const development = developmentDockerfile || `${dockerfile}.dev`;
  if (posix.normalize(dockerfile) !== posix.normalize(development)) {
    return accept({ production: dockerfile, development });
  }
  return refuse({
    name: "dockerfiles-same",
    seen: `production and development would both be built from ${quote(dockerfile)}`,
    remedy:
      "Give each its own Dockerfile: production installs the published package, development copies local code.",
  });
}

function readBuildArgument(name: string): Result<string> {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return accept(name);
  return refuse({
    name: "build-argument-invalid",
    seen: `version-build-arg is ${quote(name)}`,
    remedy:
      "Name the ARG of the production Dockerfile that takes the version, such as PACKAGE_VERSION.",
  });
}

function requireFile(path: string, filesIn: FilesIn): Result<string> {
  const directory = posix.dirname(path);
  const file = posix.basename(path);
  const files = filesIn(directory);
  if (files.includes(file) && !path.endsWith("/")) return accept(path);
  if (files.length === 0) {
    return refuse({
      name: "dockerfile-missing",
      seen: `there is no ${quote(path)}: its folder is empty or not there`,
      remedy: "Check out the repository before this step, and correct the path.",
      location: { file: path },
    });
  }
  const meant = nearest(file, files);
  return refuse({
    name: "dockerfile-missing",
    seen: `there is no ${quote(path)}${meant ? `; there is ${quote(posix.join(directory, meant))}` : ""}`,
    remedy: "Add the file, or correct dockerfile or development-dockerfile.",
    location: { file: path },
  });
}
