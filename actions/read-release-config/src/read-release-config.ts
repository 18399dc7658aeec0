import type { Decision } from "@lablink-actions/action-kit";
import {
  type ImageConfig,
  type PackageConfig,
  parseReleaseConfig,
} from "@lablink-actions/release-config";
import { map, quote, refuse } from "@lablink-actions/release-core";

export interface ReadReleaseConfigInputs {
  readonly config: string;
  /** The repository's owner, for the default registry. */
  readonly owner: string;
}

/** A file's text, or undefined where there is no such file. */
export type ReadFile = (path: string) => string | undefined;

/**
 * Reads the configuration for a workflow's matrix.
 *
 * @returns the outputs, or `config-missing` (LA501), `config-unreadable` (LA502), `config-invalid` (LA503)
 */
export function readReleaseConfig({ config, owner }: ReadReleaseConfigInputs, readFile: ReadFile) {
  const text = readFile(config);
  if (text === undefined) {
    return refuse({
      name: "config-missing",
      seen: `there is no ${quote(config)}`,
      remedy: "Check out the repository before this step, and create the file or correct config.",
      location: { file: config },
    });
  }
  return map(parseReleaseConfig(text, config, owner), ({ images, packages }) => {
    const builds = images.flatMap((image) =>
      image.platforms.map((platform) => imageEntry(image, platform)),
    );
    return {
      outputs: {
        images: JSON.stringify(builds),
        packages: JSON.stringify(packages.map(packageEntry)),
      },
      title: "What this repository ships",
      facts: [
        ...packages.map(({ name, directory }) => [name, `package in ${directory}`] as const),
        ...builds.map(({ image, platform, dockerfile }) => {
          return [image, `${platform}, from ${dockerfile}`] as const;
        }),
      ],
    } satisfies Decision;
  });
}

/** One build: keys are named as the inputs of the actions they are for, lists are lines. */
function imageEntry(image: ImageConfig, platform: string) {
  return {
    name: image.name,
    image: image.reference,
    platform,
    package: image.package.name,
    "version-input": image.package.versionInput,
    dockerfile: image.dockerfile,
    "development-dockerfile": image.developmentDockerfile,
    context: image.context,
    tags: image.tags.join("\n"),
    "checks-file": image.checks,
    "free-disk-space": image.freeDiskSpace,
  };
}

function packageEntry({ name, directory, tagPrefix, versionInput }: PackageConfig) {
  return { package: name, directory, "tag-prefix": tagPrefix, "version-input": versionInput };
}
