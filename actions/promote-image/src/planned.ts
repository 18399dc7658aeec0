import {
  accept,
  andThen,
  combine,
  decideChannel,
  type ImageBuild,
  type ImageFacts,
  type ImageName,
  type ImageTag,
  imageTags,
  imageVersion,
  invalidInput,
  map,
  type NonEmpty,
  ociAnnotations,
  type Platform,
  parseImageName,
  parsePlatform,
  parsePlatformName,
  parseTagTemplate,
  type RepositoryFacts,
  type RequestedVersion,
  type Result,
  refuse,
  type TagTemplate,
  traverse,
  type Version,
} from "@lablink-actions/release-core";
import { checkJson, list, open, type Problem, type Shaped, text } from "@lablink-actions/shape";
import type { PromotedTag, Promotion } from "./promotions.ts";
import { requireVerified, type VerifiedDigests, type VerifiedImage } from "./verified.ts";

/** An image that the run planned to build for a platform. */
export interface PlannedImage {
  /** Its name in the files that hold the verified digests. */
  readonly id: string;
  readonly image: ImageName;
  readonly platform: Platform;
  /** The platform as a tag writes it. */
  readonly platformInTags: string;
  readonly tags: NonEmpty<TagTemplate>;
  /** The packages it installs, and the version that was asked for; its text is empty if none was. */
  readonly versions: NonEmpty<RequestedVersion>;
}

/** What decides the tags of every planned image, apart from the plan. */
export interface Run
  extends Pick<ImageBuild, "trigger" | "sha" | "developmentSuffix" | "pullRequestTags"> {
  /** What the annotations of an index say of the repository. */
  readonly origin: RepositoryFacts & Pick<ImageFacts, "source">;
}

// The output planned of read-release-config. Its output images has these keys and more, and is read as well.
const entry = open({
  id: text({ pattern: /^[\w.-]+$/u, expected: "a name without slashes and spaces" }),
  image: text(),
  platform: text(),
  package: text({ notEmpty: true }),
  "version-input": text({ notEmpty: true }),
  version: text(),
  tags: text({ pattern: /\S/u, expected: "tag templates, one per line" }),
});
const plan = list(entry, { notEmpty: true });

/**
 * Reads the input `planned`: the output of that name of read-release-config.
 *
 * @returns them, or `input-invalid` (LA902), `image-invalid` (LA401), `platform-invalid` (LA408),
 * `tag-template-invalid` (LA403)
 */
export function parsePlan(given: string, name: string): Result<NonEmpty<PlannedImage>> {
  const checked = checkJson(plan, given);
  if (!checked.ok) {
    return traverse(checked.problems, (problem) =>
      refuse(invalidInput(name, clauseOf(problem), `${problem.remedy} ${fromConfig}`)),
    );
  }
  const ids = checked.value.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) {
    return refuse(invalidInput(name, `has two images with the id ${twice}`, fromConfig));
  }
  return traverse(checked.value, parseEntry);
}

/**
 * The promotions of what was planned. The tags follow from the plan and from what started the run, by the same function
 * as in compute-tags. The jobs that verified pass on only digests.
 *
 * @returns them, or every reason why there are none: `image-unverified` (LA711), `image-unplanned` (LA712), the
 * refusals of the one decision (LA101 to LA110) and of the tags (LA402, LA404, LA406, LA410)
 */
export function plannedPromotions(
  planned: NonEmpty<PlannedImage>,
  verified: VerifiedDigests,
  run: Run,
): Result<readonly Promotion[]> {
  const given = combine({
    images: requireVerified(planned, verified),
    // For all images together, so that one refusal names every version that is missing.
    channel: decideChannel(run.trigger, requestedVersions(planned)),
  });
  return andThen(given, ({ images }) => traverse(images, (image) => plannedPromotion(image, run)));
}

function plannedPromotion(
  { image, digest, platform, platformInTags, tags, versions }: VerifiedImage,
  run: Run,
): Result<Promotion> {
  return andThen(decideChannel(run.trigger, versions), (channel) =>
    map(imageTags({ ...run, channel, platform: platformInTags, tags }), (named) => {
      const version = imageVersion(channel);
      const promoted = promotedTag(version);
      const [first, ...others] = named.tags;
      return {
        image,
        digest,
        platform,
        tags: [promoted(first), ...others.map(promoted)],
        candidate: named.candidate,
        annotations: ociAnnotations(
          { image, commit: run.sha, source: run.origin.source, version: version?.canonical },
          run.origin,
        ),
      };
    }),
  );
}

function promotedTag(version: Version | undefined) {
  return ({ tag, kind, series }: ImageTag): PromotedTag => {
    // A template with a version gives a tag only if there is one.
    if (kind === "version" && version !== undefined) return { name: tag, kind: { kind, version } };
    if (kind === "commit") return { name: tag, kind: { kind } };
    return { name: tag, kind: { kind: "floating", ...(series && { series }) } };
  };
}

/** The version of each package once, because several images may install one package. */
function requestedVersions([image, ...images]: NonEmpty<PlannedImage>): NonEmpty<RequestedVersion> {
  const [first, ...more] = image.versions;
  const others = [...more, ...images.flatMap(({ versions }) => versions)];
  const further = others.filter(({ subject }, index) => {
    const before = [first, ...others.slice(0, index)];
    return before.every((one) => one.subject !== subject);
  });
  return [first, ...further];
}

function parseEntry(given: Shaped<typeof entry>): Result<PlannedImage> {
  const { id, package: names, "version-input": inputs, version: text } = given;
  const byName = inputs.split("\n");
  const [subject = "", ...subjects] = names.split("\n");
  const request = (name: string, index: number) => {
    return { subject: name, packageName: name, input: byName[index] ?? inputs, text };
  };
  const versions = [
    request(subject, 0),
    ...subjects.map((name, index) => request(name, index + 1)),
  ] as const;
  const [first = "", ...others] = given.tags.split("\n").filter((line) => line.trim() !== "");
  const platform = parsePlatform(given.platform, `the platform of ${given.image}`);
  return combine({
    id: accept(id),
    image: parseImageName(given.image),
    platform,
    platformInTags: andThen(platform, () => parsePlatformName(given.platform)),
    tags: traverse([first, ...others] as const, (line) => parseTagTemplate(line.trim())),
    versions: accept(versions),
  });
}

/** A problem as the words that follow the name of the input: `has 0.tags, which must be text, and is a list`. */
function clauseOf({ path, message }: Problem): string {
  return path.length > 0 ? `has ${path.join(".")}, which ${message}` : message;
}

const fromConfig = "Pass the output planned of read-release-config.";
