import type { Decision } from "@lablink-actions/action-kit";
import type { ImageConfig, PackageConfig, ReleaseConfig } from "@lablink-actions/release-config";
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
  prefixLines,
  quote,
  type ReleaseTag,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { publicLogins, type RegistryAccess, requireCredentials } from "./credentials.ts";
import type { Output } from "./declaration.ts";
import { requireCarriable } from "./plan-limits.ts";
import { imagesOf, type RunRef, releaseOf, tagNotices } from "./released.ts";
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
  readonly run: RunRef;
}

/**
 * Gives the configuration for a workflow's matrix.
 *
 * @param readFile gives a file's text, or undefined if there is no such file
 * @returns the outputs; or `pyproject-unreadable` (LA205), `plan-too-large` (LA504), `registry-credentials-missing` (LA505), `input-invalid` (LA902)
 * for a package or image that is not in it
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
    const builds = images.flatMap((one) =>
      one.platforms.map((platform) => imageEntry(one, platform, given)),
    );
    const planned = andThen(testsOf(packages, readFile), (tests) => {
      const outputs = outputsOf(config, builds, tests, given);
      return requireCarriable({ outputs, builds: builds.length, tests: tests.length }, file);
    });
    const checked = combine({ planned, notices: requireCredentials(images, access) });
    return map(checked, ({ planned: { outputs }, notices }) => ({
      outputs,
      title: "What this repository ships",
      facts: [
        ...packages.map(({ name, directory }) => [name, `package in ${directory}`] as const),
        ...builds.map(({ image: reference, platform, dockerfile }) => {
          return [reference, `${platform}, from ${dockerfile}`] as const;
        }),
      ],
      notices: [...tagNotices(all.images, tag), ...notices],
      warnings: [...publicLogins(config, file), ...unprovenTags(images, readFile)],
    }));
  });
}

function outputsOf(
  config: ReleaseConfig,
  builds: readonly ReturnType<typeof imageEntry>[],
  tests: readonly TestEntry[],
  given: GivenVersions,
): Record<Output, string> {
  const { index, publishUrl, images, packages } = config;
  const built = packages.filter((it) => images.some((one) => one.package === it));
  return {
    images: JSON.stringify(builds),
    planned: JSON.stringify(builds.map(plannedEntry)),
    packages: JSON.stringify(packages.map(packageEntry)),
    tests: JSON.stringify(tests),
    package: packages.map(({ name }) => name).join("\n"),
    directory: packages.map(({ directory }) => directory).join("\n"),
    "tag-prefix": prefixLines(packages.map(declaredTags)).join("\n"),
    versions: built.map((it) => `${it.name}==${versionOf(it, given)}`).join("\n"),
    "version-inputs": built.map((it) => `${it.name}=${it.versionInput}`).join("\n"),
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
  const images = config.images.filter((image) => image.package === found);
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

/** Where the versions of a run come from. */
interface GivenVersions {
  readonly inputs: WorkflowInputs;
  readonly tag: ReleaseTag | undefined;
}

/** The version of the tag, or the one that was given when the workflow was started, as written; empty if none was. */
function versionOf({ versionInput }: PackageConfig, { inputs, tag }: GivenVersions): string {
  return tag?.versionText ?? inputs[versionInput] ?? "";
}

/** Lines `package=prefix`, as the trigger-aware actions take them. */
function releaseTagLines(declared: readonly DeclaredTags[]): string {
  return declared.map(({ packageName, prefix }) => `${packageName}=${prefix}`).join("\n");
}

/** One build: its keys are the names of the actions' inputs, and its lists are lines. */
function imageEntry(image: ImageConfig, platform: string, given: GivenVersions) {
  return {
    // Unique, and usable as the name of an artifact.
    id: `${image.name}-${platform.replaceAll("/", "-")}`,
    name: image.name,
    registry: image.registry,
    image: image.reference,
    platform,
    runner: runnerFor(platform),
    package: image.package.name,
    "version-input": image.package.versionInput,
    version: versionOf(image.package, given),
    "release-tags": releaseTagLines([declaredTags(image.package)]),
    dockerfile: image.dockerfile,
    "development-dockerfile": image.developmentDockerfile,
    context: image.context,
    tags: image.tags.join("\n"),
    "checks-file": image.checks,
    "version-build-arg": image.versionBuildArg,
    timeout: image.timeout,
    "free-disk-space": image.freeDiskSpace,
  };
}

/** What promote-image needs of a build. */
function plannedEntry(build: ReturnType<typeof imageEntry>) {
  const { id, image, platform, package: name, "version-input": input, version, tags } = build;
  return { id, image, platform, package: name, "version-input": input, version, tags };
}

/** GitHub's own runner for a platform, so that an image is built and verified without emulation. */
function runnerFor(platform: string): string {
  return platform === "linux/arm64" ? "ubuntu-24.04-arm" : "ubuntu-latest";
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
