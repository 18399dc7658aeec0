import {
  accept,
  andThen,
  combine,
  decideImageChannel,
  type PackageSource,
  parseDevelopmentSuffix,
  type Trigger,
} from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { parseBuildArgument, parseBuildArguments } from "../src/build-arguments.ts";
import { dockerfilesOf } from "../src/dockerfiles.ts";
import { selectDockerfile } from "../src/select-dockerfile.ts";

/** Inputs as a workflow gives them. */
export interface Texts {
  readonly trigger: Trigger;
  readonly dockerfile: string;
  readonly developmentDockerfile: string;
  readonly version: string;
  readonly source: PackageSource;
  readonly target: string;
  readonly developmentTarget: string;
  readonly secrets: readonly string[];
  readonly buildSecrets: Readonly<Record<string, string>>;
  readonly versionBuildArg: string;
  readonly buildArgs: string;
  readonly developmentSuffix: string;
}

export const inputs: Texts = {
  trigger: {
    eventName: "push",
    ref: "refs/heads/main",
    environment: "",
    policy: lablinkPolicy,
  },
  dockerfile: "packages/allocator/Dockerfile",
  developmentDockerfile: "",
  version: "",
  source: "index",
  target: "",
  developmentTarget: "",
  secrets: [],
  buildSecrets: {},
  versionBuildArg: "PACKAGE_VERSION",
  buildArgs: "",
  developmentSuffix: "-test",
};

export const production: Partial<Texts> = {
  trigger: { ...inputs.trigger, eventName: "workflow_dispatch", environment: "prod" },
  version: "0.0.2a0",
};

/** Chooses, as main.ts does, in a workspace with these files. */
export function select(
  changes: Partial<Texts>,
  files = ["Dockerfile", "Dockerfile.dev"],
  text = `FROM base\nARG ${changes.versionBuildArg ?? inputs.versionBuildArg}\nRUN install ${changes.versionBuildArg ?? inputs.versionBuildArg}\n`,
) {
  const texts = { ...inputs, ...changes };
  // With the parsers of main.ts.
  const given = combine({
    channel: decideImageChannel(texts.trigger, texts.version, texts.source),
    source: accept(texts.source),
    dockerfiles: dockerfilesOf(texts),
    versionBuildArg: parseBuildArgument(texts.versionBuildArg),
    secrets: accept(texts.secrets),
    buildSecrets: accept(new Map(Object.entries(texts.buildSecrets))),
    isPullRequest: accept(texts.trigger.eventName === "pull_request"),
    buildArguments: parseBuildArguments(texts.buildArgs),
    developmentSuffix: parseDevelopmentSuffix(texts.developmentSuffix),
  });
  return andThen(given, (values) =>
    selectDockerfile(values, {
      leadsOut: () => false,
      writeSecret: ({ name, value }) => `/secrets/${name}/${value.length}`,
      filesIn: (directory) => (directory === "packages/allocator" ? files : []),
      readFile: () => text,
    }),
  );
}
