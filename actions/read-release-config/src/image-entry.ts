import type { ImageConfig } from "@lablink-actions/release-config";
import {
  acceptUnless,
  type DeclaredTags,
  listing,
  parseVersion,
  type Refusal,
  type ReleaseTag,
  type Result,
} from "@lablink-actions/release-core";
import type { WorkflowInputs } from "./workflow-inputs.ts";

/** Where the versions of a run come from. */
export interface GivenVersions {
  readonly inputs: WorkflowInputs;
  readonly tag: ReleaseTag | undefined;
}

type Released = ImageConfig["released"][number];

/** The version of the tag, or the one that was given when the workflow was started, as written; empty if none was. */
export function versionOf({ versionInput }: Released, { inputs, tag }: GivenVersions): string {
  return tag?.versionText ?? inputs[versionInput] ?? "";
}

/** What images have their versions of, each once. */
export function releasedOf(images: readonly ImageConfig[]): readonly Released[] {
  const byName = new Map(images.flatMap(({ released }) => released).map((one) => [one.name, one]));
  return [...byName.values()];
}

/**
 * Checks that an image of several packages gets one version: its tags can say only one.
 *
 * @returns nothing, or `image-versions-differ` (LA508) for each image
 */
export function requireOneVersion(
  images: readonly ImageConfig[],
  given: GivenVersions,
): Result<undefined> {
  const refusals = images.flatMap(({ name, released }): Refusal[] => {
    const asked = released.map((one) => ({ ...one, text: versionOf(one, given) }));
    const texts = asked.filter(({ text }) => text !== "");
    const versions = new Set(texts.map(({ text }) => parseVersion(text)?.canonical ?? text));
    if (versions.size < 2) return [];
    const all = texts.map((one) => `${one.name} ${one.text}`);
    const inputs = listing(asked.map(({ versionInput }) => versionInput));
    return [
      {
        name: "image-versions-differ",
        seen: `${name} would hold ${listing(all)}, and an image's tags can say only one version`,
        remedy: `Give one version to ${inputs}, or make an image of each package.`,
      },
    ];
  });
  return acceptUnless(refusals, undefined);
}

/** Lines `package=prefix`, as the trigger-aware actions take them. */
export function releaseTagLines(declared: readonly DeclaredTags[]): string {
  return declared.map(({ packageName, prefix }) => `${packageName}=${prefix}`).join("\n");
}

/** One build: its keys are the names of the actions' inputs, and its lists are lines. */
export function imageEntry(image: ImageConfig, platform: string, given: GivenVersions) {
  const [first] = image.released;
  return {
    // Unique, and usable as the name of an artifact.
    id: `${image.name}-${platform.replaceAll("/", "-")}`,
    name: image.name,
    registry: image.registry,
    image: image.reference,
    platform,
    runner: image.runners[platform] ?? "ubuntu-latest",
    package: image.package?.name ?? "",
    "version-input": first.versionInput,
    version: versionOf(first, given),
    source: image.source,
    dockerfile: image.dockerfile,
    "development-dockerfile": image.developmentDockerfile,
    target: image.target,
    "development-target": image.developmentTarget,
    "build-args": image.buildArgs.join("\n"),
    secrets: image.secrets.join("\n"),
    context: image.context,
    tags: image.tags.join("\n"),
    "checks-file": image.checks,
    "version-build-arg": image.versionBuildArg,
    timeout: image.timeout,
    "free-disk-space": image.freeDiskSpace,
  };
}

/** What promote-image needs of a build. Of an image of several packages, all are named. */
export function plannedEntry(image: ImageConfig, build: ReturnType<typeof imageEntry>) {
  const { id, image: reference, platform, version, tags } = build;
  return {
    id,
    image: reference,
    platform,
    package: image.released.map(({ name }) => name).join("\n"),
    "version-input": image.released.map(({ versionInput }) => versionInput).join("\n"),
    version,
    tags,
  };
}
