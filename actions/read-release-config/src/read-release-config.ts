import type { Decision } from "@lablink-actions/action-kit";
import type { PackageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  accept,
  andThen,
  combine,
  type DeclaredTags,
  invalidInput,
  listing,
  map,
  nearest,
  normalizePackageName,
  type PackageSource,
  prefixLines,
  quote,
  type Result,
  type RunStart,
  refuse,
} from "@lablink-actions/release-core";
import {
  publicLogins,
  type RegistryAccess,
  requireCredentials,
  tokenRegistry,
} from "./credentials.ts";
import type { Output } from "./declaration.ts";
import {
  type GivenVersions,
  imageEntry,
  plannedEntry,
  releasedOf,
  releaseTagLines,
  requireOneVersion,
  versionOf,
} from "./image-entry.ts";
import { requireCarriable } from "./plan-limits.ts";
import { imagesOf, nearMisses, releaseOf, tagNotices } from "./released.ts";
import { type TestEntry, testsOf } from "./tests.ts";
import { unprovenTags } from "./unproven-tags.ts";
import type { WorkflowInputs } from "./workflow-inputs.ts";

interface ReadReleaseConfigInputs {
  readonly config: ReleaseConfig;
  /** The path of the configuration. */
  readonly file: string;
  /** The one package to give; undefined: all of them. */
  readonly packageName: string | undefined;
  /** The one image to give; undefined: all of them. */
  readonly image: string | undefined;
  readonly workflowInputs: WorkflowInputs;
  readonly access: RegistryAccess;
  readonly run: RunStart;
}

/**
 * Gives the configuration for a workflow's matrix.
 *
 * @param readFile gives a file's text, or undefined if there is no such file
 * @returns the outputs; or `pyproject-unreadable` (LA205), `plan-too-large` (LA504), `registry-credentials-missing` (LA505),
 * `registries-several` (LA507), `image-versions-differ` (LA508), `input-invalid` (LA902) for a package or image that is
 * not in it
 */
export function readReleaseConfig(
  inputs: ReadReleaseConfigInputs,
  readFile: (path: string) => string | undefined,
): Result<Decision<Output>> {
  const { packageName, image, workflowInputs, file, access } = inputs;
  const chosen = andThen(onePackage(inputs.config, packageName), (some) => oneImage(some, image));
  return andThen(chosen, (all) => {
    const tag = releaseOf(all, inputs.run);
    const config = { ...all, images: imagesOf(all.images, tag) };
    const { images, packages } = config;
    const given = { inputs: workflowInputs, tag };
    const builds = images.flatMap((image) =>
      image.platforms.map((platform) => {
        const build = imageEntry(image, platform, given);
        return { build, planned: plannedEntry(image, build) };
      }),
    );
    const planned = andThen(testsOf(packages, readFile), (tests) => {
      const outputs = outputsOf(config, builds, tests, given);
      return requireCarriable({ outputs, builds: builds.length, tests: tests.length }, file);
    });
    const checked = combine({
      planned,
      notices: requireCredentials(images, access),
      versions: requireOneVersion(images, given),
    });
    return map(checked, ({ planned: { outputs }, notices }) => ({
      outputs,
      title: "What this repository ships",
      facts: [
        ...packages.map(({ name, directory }) => [name, `package in ${directory}`] as const),
        ...builds.map(({ build: { image: reference, platform, dockerfile } }) => {
          return [reference, `${platform}, from ${dockerfile}`] as const;
        }),
      ],
      notices: [...tagNotices(all.images, tag), ...notices],
      warnings: [
        ...nearMisses(all, inputs.run),
        ...publicLogins(config, file),
        ...unprovenTags(images, readFile),
      ],
    }));
  });
}

function outputsOf(
  config: ReleaseConfig,
  builds: readonly { readonly build: object; readonly planned: object }[],
  tests: readonly TestEntry[],
  given: GivenVersions,
): Record<Output, string> {
  const { index, publishUrl, images, packages } = config;
  const versions = (source: PackageSource) =>
    releasedOf(images.filter((image) => image.source === source)).map((one) => {
      return `${one.name}==${versionOf(one, given)}`;
    });
  return {
    images: JSON.stringify(builds.map(({ build }) => build)),
    planned: JSON.stringify(builds.map(({ planned }) => planned)),
    packages: JSON.stringify(packages.map(packageEntry)),
    tests: JSON.stringify(tests),
    package: packages.map(({ name }) => name).join("\n"),
    directory: packages.map(({ directory }) => directory).join("\n"),
    "tag-prefix": prefixLines(packages.map(declaredTags)).join("\n"),
    versions: versions("index").join("\n"),
    "from-checkout": versions("checkout").join("\n"),
    "version-inputs": releasedOf(images)
      .map((one) => `${one.name}=${one.versionInput}`)
      .join("\n"),
    "token-registry": images.some(({ registry }) => registry === tokenRegistry)
      ? tokenRegistry
      : "",
    "other-registry": images.find(({ registry }) => registry !== tokenRegistry)?.registry ?? "",
    "index-url": index,
    "publish-url": publishUrl,
    "development-environments": config.developmentEnvironments.join("\n"),
    "production-environments": config.productionEnvironments.join("\n"),
    "production-refs": config.productionRefs.join("\n"),
    "development-suffix": config.developmentSuffix,
    "production-on": config.productionOn,
    "release-tags": releaseTagLines(config.releaseTags),
  };
}

/** The configuration with one package, in any spelling of its name, and the images that install it. */
function onePackage(config: ReleaseConfig, name: string | undefined): Result<ReleaseConfig> {
  if (name === undefined) return accept(config);
  const wanted = normalizePackageName(name);
  const found = config.packages.find((it) => normalizePackageName(it.name) === wanted);
  if (found === undefined) return unknown("package", name, config.packages);
  const images = config.images.filter((image) => image.packages.includes(found));
  return accept({ ...config, packages: [found], images });
}

/** The configuration with one image. */
function oneImage(config: ReleaseConfig, name: string | undefined): Result<ReleaseConfig> {
  if (name === undefined) return accept(config);
  const found = config.images.find((it) => it.name === name);
  return found ? accept({ ...config, images: [found] }) : unknown("image", name, config.images);
}

function unknown(input: string, name: string, known: readonly { name: string }[]): Result<never> {
  const names = known.map((it) => it.name);
  const meant = nearest(name, names);
  const choice = `Use ${listing(names, "or")}${meant ? `; ${meant} may be meant` : ""}.`;
  const problem = `is ${quote(name)}, which the configuration does not have`;
  const remedy = names.length > 0 ? choice : `Leave ${input} empty: there is nothing to choose.`;
  return refuse(invalidInput(input, problem, remedy));
}

/** Its keys are the names of the actions' inputs. */
function packageEntry(its: PackageConfig) {
  const { name, directory, versionInput } = its;
  const tagPrefix = prefixLines([declaredTags(its)]).join("\n");
  return { package: name, directory, "tag-prefix": tagPrefix, "version-input": versionInput };
}

function declaredTags({ name, tagPrefix }: PackageConfig): DeclaredTags {
  return { packageName: name, prefix: tagPrefix };
}
