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
  readonly build: (name: string, version: Version) => string;
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
  const built = [
    ...new Map(
      config.images.flatMap(({ released }) => released.map((one) => [one.name, one] as const)),
    ).values(),
  ];
  const newest = new Map(
    built.map(
      ({ name }) => [name, newestBuildable(installable(releases.get(name) ?? []))] as const,
    ),
  );
  const [environment = "<environment>"] = config.productionEnvironments;
  return {
    build(name, version) {
      const packages = built.map(
        (one): DispatchedPackage => ({
          packageName: one.name,
          input: one.versionInput,
          version: one.name === name ? version : newest.get(one.name),
        }),
      );
      if (!isNonEmpty(packages)) return "";
      const ref = refOf(config, name, version);
      return imageCommand({ workflow: workflow ?? "<workflow>", environment, ref, packages });
    },
    publish(packageName, version, commit) {
      const found = config.packages.find(({ name }) => name === packageName);
      if (found === undefined) return "";
      const tag = versionTag(found, version);
      return `git tag ${tag} ${commit ?? "<commit>"} && git push origin ${tag}`;
    },
  };
}

function installable(releases: readonly Release[]): readonly Version[] {
  return releases.filter(({ standing }) => standing !== "yanked").map(({ version }) => version);
}

/** An image that is built from the checkout must be started at its version tag. */
function refOf({ images }: ReleaseConfig, name: string, version: Version): string | undefined {
  const isCheckout = images.some(
    ({ source, released }) => source === "checkout" && released[0].name === name,
  );
  const own = images.flatMap(({ released }) => released).find((one) => one.name === name);
  return isCheckout && own ? versionTag(own, version) : undefined;
}

function versionTag(
  { name, tagPrefix }: { readonly name: string; readonly tagPrefix: string },
  { canonical }: Version,
): string {
  return renderedPrefix({ packageName: name, prefix: tagPrefix }) + canonical;
}
