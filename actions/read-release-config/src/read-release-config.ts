import type { Decision } from "@lablink-actions/action-kit";
import {
  type ImageConfig,
  type PackageConfig,
  parseReleaseConfig,
  type ReleaseConfig,
} from "@lablink-actions/release-config";
import {
  accept,
  andThen,
  combine,
  listing,
  map,
  nearest,
  normalizePackageName,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { parseWorkflowInputs, type WorkflowInputs } from "./workflow-inputs.ts";

export interface ReadReleaseConfigInputs {
  readonly config: string;
  /** The repository's owner, for the default registry. */
  readonly owner: string;
  /** The inputs of the workflow, as JSON. */
  readonly workflowInputs: string;
  /** The one package to give; empty for all of them. */
  readonly package: string;
  /** The one image to give; empty for all of them. */
  readonly image: string;
}

/** A file's text, or undefined where there is no such file. */
export type ReadFile = (path: string) => string | undefined;

/**
 * Reads the configuration for a workflow's matrix.
 *
 * @returns the outputs, or `config-missing` (LA501), `config-unreadable` (LA502), `config-invalid` (LA503),
 * `input-invalid` (LA902)
 */
export function readReleaseConfig(inputs: ReadReleaseConfigInputs, readFile: ReadFile) {
  const { config, owner } = inputs;
  const text = readFile(config);
  if (text === undefined) {
    return refuse({
      name: "config-missing",
      seen: `there is no ${quote(config)}`,
      remedy: "Check out the repository before this step, and create the file or correct config.",
      location: { file: config },
    });
  }
  const read = combine({
    config: andThen(parseReleaseConfig(text, config, owner), (all) =>
      andThen(onePackage(all, inputs.package), (some) => oneImage(some, inputs.image)),
    ),
    given: parseWorkflowInputs(inputs.workflowInputs),
  });
  return map(read, ({ config: { index, publishUrl, images, packages }, given }) => {
    const builds = images.flatMap((image) =>
      image.platforms.map((platform) => imageEntry(image, platform, given)),
    );
    const built = packages.filter((it) => images.some((image) => image.package === it));
    return {
      outputs: {
        images: JSON.stringify(builds),
        packages: JSON.stringify(packages.map(packageEntry)),
        package: packages.map(({ name }) => name).join("\n"),
        directory: packages.map(({ directory }) => directory).join("\n"),
        "tag-prefix": [...new Set(packages.map(({ tagPrefix }) => tagPrefix))].join("\n"),
        versions: built.map((it) => `${it.name}==${versionOf(it, given)}`).join("\n"),
        "version-inputs": built.map((it) => `${it.name}=${it.versionInput}`).join("\n"),
        "index-url": index,
        "publish-url": publishUrl,
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

/** The configuration of one package, by whatever spelling of its name, and of the images that install it. */
function onePackage(config: ReleaseConfig, name: string): Result<ReleaseConfig> {
  if (name === "") return accept(config);
  const wanted = normalizePackageName(name);
  const found = config.packages.find((it) => normalizePackageName(it.name) === wanted);
  if (found === undefined) return unknown("package", name, config.packages);
  const images = config.images.filter((image) => image.package === found);
  return accept({ ...config, packages: [found], images });
}

/** The configuration with one image. */
function oneImage(config: ReleaseConfig, name: string): Result<ReleaseConfig> {
  if (name === "") return accept(config);
  const found = config.images.find((it) => it.name === name);
  return found ? accept({ ...config, images: [found] }) : unknown("image", name, config.images);
}

function unknown(input: string, name: string, known: readonly { name: string }[]): Result<never> {
  const names = known.map((it) => it.name);
  const meant = nearest(name, names);
  const choice = `Use ${listing(names, "or")}${meant ? `; ${meant} may be meant` : ""}.`;
  return refuse({
    name: "input-invalid",
    seen: `the input ${input} is ${quote(name)}, which the configuration does not have`,
    remedy: names.length > 0 ? choice : `Leave ${input} empty: there is none to choose.`,
  });
}

/** The version asked for by whoever started the workflow, as written; empty where none was. */
function versionOf({ versionInput }: PackageConfig, given: WorkflowInputs): string {
  return given[versionInput] ?? "";
}

/** One build: keys are named as the inputs of the actions they are for, lists are lines. */
function imageEntry(image: ImageConfig, platform: string, given: WorkflowInputs) {
  return {
    // Distinct, and fit to name an artifact.
    id: `${image.name}-${platform.replaceAll("/", "-")}`,
    name: image.name,
    registry: image.registry,
    image: image.reference,
    platform,
    runner: runnerFor(platform),
    package: image.package.name,
    "version-input": image.package.versionInput,
    version: versionOf(image.package, given),
    dockerfile: image.dockerfile,
    "development-dockerfile": image.developmentDockerfile,
    context: image.context,
    tags: image.tags.join("\n"),
    "checks-file": image.checks,
    "free-disk-space": image.freeDiskSpace,
  };
}

/** GitHub's own runner for a platform: an image is built and verified where it runs, without emulation. */
function runnerFor(platform: string): string {
  return platform === "linux/arm64" ? "ubuntu-24.04-arm" : "ubuntu-latest";
}

function packageEntry({ name, directory, tagPrefix, versionInput }: PackageConfig) {
  return { package: name, directory, "tag-prefix": tagPrefix, "version-input": versionInput };
}
