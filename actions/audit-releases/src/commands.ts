import type { ReleaseConfig } from "@lablink-actions/release-config";
import {
  type DispatchedPackage,
  imageCommand,
  isNonEmpty,
  newestBuildable,
  renderedPrefix,
  type Version,
} from "@lablink-actions/release-core";
import type { Release } from "./releases.ts";

/** The commands that close gaps. */
export interface Commands {
  /** Builds the images of one version of a package, or finishes them, and moves floating tags forward. */
  readonly build: (packageName: string, version: Version) => string;
  /** Publishes a version of a package, by its version tag at a commit. */
  readonly publish: (packageName: string, version: Version, commit: string | undefined) => string;
}

/**
 * @param workflow the file name of the workflow that builds the images; undefined if it is not known
 * @param releases by the name of their package; a production run needs a version of every package in an image
 */
export function commandsFor(
  config: ReleaseConfig,
  workflow: string | undefined,
  releases: ReadonlyMap<string, readonly Release[]>,
): Commands {
  const built = config.packages.filter((one) =>
    config.images.some(({ package: it }) => it === one),
  );
  const newest = new Map(
    built.map(
      ({ name }) => [name, newestBuildable(installable(releases.get(name) ?? []))] as const,
    ),
  );
  const [environment = "<environment>"] = config.productionEnvironments;
  return {
    build(packageName, version) {
      const packages = built.map(
        ({ name, versionInput }): DispatchedPackage => ({
          packageName: name,
          input: versionInput,
          version: name === packageName ? version : newest.get(name),
        }),
      );
      return isNonEmpty(packages)
        ? imageCommand({ workflow: workflow ?? "<workflow>", environment, packages })
        : "";
    },
    publish(packageName, version, commit) {
      const found = config.packages.find(({ name }) => name === packageName);
      if (found === undefined) return "";
      const { name, tagPrefix } = found;
      const tag = renderedPrefix({ packageName: name, prefix: tagPrefix }) + version.canonical;
      return `git tag ${tag} ${commit ?? "<commit>"} && git push origin ${tag}`;
    },
  };
}

function installable(releases: readonly Release[]): readonly Version[] {
  return releases.filter(({ standing }) => standing !== "yanked").map(({ version }) => version);
}
