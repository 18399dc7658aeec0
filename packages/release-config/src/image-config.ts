import {
  defaultTagTemplates,
  type NonEmpty,
  type PackageSource,
} from "@lablink-actions/release-core";
import { declaredByImage } from "./declared-tags.ts";
import type { PackageConfig } from "./defaults.ts";
import { imageInput } from "./inputs.ts";
import type { WrittenImage } from "./written-image.ts";

/** What an image's version is of: a package, or the image itself if it has none. */
export interface Released {
  readonly name: string;
  readonly tagPrefix: string;
  readonly versionInput: string;
}

export interface ImageConfig {
  readonly name: string;
  /** The registry's host: `ghcr.io`. */
  readonly registry: string;
  /** The image with its registry: `ghcr.io/owner/name`. */
  readonly reference: string;
  /** The first of its packages; undefined if it has none. */
  readonly package: PackageConfig | undefined;
  readonly packages: readonly PackageConfig[];
  /** What its version is of. */
  readonly released: NonEmpty<Released>;
  readonly source: PackageSource;
  readonly dockerfile: string;
  /** Empty for the default, which select-dockerfile knows. */
  readonly developmentDockerfile: string;
  /** The stages to build; empty for the last one. */
  readonly target: string;
  readonly developmentTarget: string;
  /** Each `NAME=value`. */
  readonly buildArgs: readonly string[];
  /** Names of secrets for the build. */
  readonly secrets: readonly string[];
  readonly context: string;
  readonly platforms: readonly string[];
  /** The runner of each platform. */
  readonly runners: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** The file with the image's checks; empty if it has none. */
  readonly checks: string;
  /** The build argument that takes the version on production. */
  readonly versionBuildArg: string;
  /** Seconds for all checks together. */
  readonly timeout: string;
  readonly freeDiskSpace: boolean;
}

/** What an image's defaults come from. */
interface Around {
  /** The registry of all images, if it is written. */
  readonly registry: string | undefined;
  readonly owner: string;
  readonly packages: ReadonlyMap<string, PackageConfig>;
}

/** GitHub's own runners, so that an image is built and verified without emulation. */
export const githubRunners: Readonly<Record<string, string>> = {
  "linux/amd64": "ubuntu-latest",
  "linux/arm64": "ubuntu-24.04-arm",
};

/** The packages that an image installs, as written; none for an image without Python. */
export function packagesOf({ package: one, packages }: WrittenImage): readonly string[] {
  return packages ?? (one === undefined ? [] : [one]);
}

/** What production of an image is built from. */
export function sourceOf(entry: WrittenImage): PackageSource {
  return entry.source ?? (packagesOf(entry).length > 0 ? "index" : "checkout");
}

/** An image with the default of each key that is not written. */
export function imageWithDefaults(name: string, entry: WrittenImage, around: Around): ImageConfig {
  // A registry's names are in lower case; the names of GitHub's owners may have capitals.
  const base = entry.registry ?? around.registry ?? `ghcr.io/${around.owner.toLowerCase()}`;
  const [host = base] = base.split("/", 1);
  const packages = packagesOf(entry).flatMap((one) => around.packages.get(one) ?? []);
  const [first, ...others] = packages;
  const itself = {
    name,
    tagPrefix: declaredByImage([name, entry]).prefix,
    versionInput: imageInput(name, entry),
  };
  return {
    name,
    registry: host,
    reference: `${base}/${name}`,
    package: first,
    packages,
    released: first ? [first, ...others] : [itself],
    source: sourceOf(entry),
    dockerfile: entry.dockerfile,
    developmentDockerfile: entry["development-dockerfile"] ?? "",
    target: entry.target ?? "",
    developmentTarget: entry["development-target"] ?? "",
    buildArgs: entry["build-args"] ?? [],
    secrets: entry.secrets ?? [],
    context: entry.context ?? ".",
    platforms: entry.platforms ?? ["linux/amd64"],
    runners: { ...githubRunners, ...entry.runners },
    tags: entry.tags ?? defaultTagTemplates,
    checks: entry.checks ?? "",
    versionBuildArg: entry["version-build-arg"] ?? "PACKAGE_VERSION",
    timeout: entry.timeout ?? "600",
    freeDiskSpace: entry["free-disk-space"] ?? false,
  };
}
