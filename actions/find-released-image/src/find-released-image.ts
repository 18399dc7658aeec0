import type { Decision } from "@lablink-actions/action-kit";
import type { Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type ImageName,
  parseImageName,
  parseTag,
  quote,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";

export interface FindReleasedImageInputs {
  readonly image: string;
  /** Full references of the tags that never move; none on a run that releases nothing. */
  readonly versionTags: readonly string[];
  readonly platform: string;
}

export interface FindReleasedImageEffects {
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/**
 * Finds the image a version was released as. Versions of several packages are released one at a time, and a release
 * may have to be finished: what is there already is taken as it is, for building it again makes another digest,
 * which no version tag may move to.
 *
 * @returns the outputs; or `image-invalid` (LA401), `tag-invalid` (LA402), `version-tag-taken` (LA704) where the
 * version's tags name different images, and what the registry refuses (LA701, LA702)
 */
export async function findReleasedImage(
  inputs: FindReleasedImageInputs,
  { open }: FindReleasedImageEffects,
): Promise<Result<Decision>> {
  const read = combine({
    image: parseImageName(inputs.image),
    tags: traverse(inputs.versionTags, (reference) => parseTagOf(inputs.image, reference)),
  });
  if (!read.ok) return read;
  const tags = ownTags(read.value.tags, inputs.platform);
  if (tags.length === 0) return accept(describe("", "this run releases no version"));
  const repository = await open(read.value.image);
  if (!repository.ok) return repository;
  const found = await Promise.all(tags.map((tag) => repository.value.readManifest(tag)));
  return andThen(
    traverse(found, (manifest) => manifest),
    (manifests) => {
      const digests = new Map(
        manifests.flatMap((manifest, index) =>
          manifest === "absent" ? [] : [[manifest.digest, tags[index] ?? ""] as const],
        ),
      );
      const [released, another] = digests.keys();
      if (released === undefined) return accept(describe("", "not released yet"));
      if (another !== undefined) return refuse(different(inputs.image, digests));
      return accept(describe(released, `released as ${released}, and not built again`));
    },
  );
}

function parseTagOf(image: string, reference: string): Result<Tag> {
  if (reference.startsWith(`${image}:`))
    return parseTag(reference.slice(image.length + 1), "version-tags");
  return refuse({
    name: "tag-invalid",
    seen: `${quote(reference)} is not a tag of ${quote(image)}`,
    remedy: "Pass image and version-tags of one run of compute-tags.",
  });
}

/** A tag that begins with the platform names its image; any other may name those of several platforms. */
function ownTags(tags: readonly Tag[], platform: string): readonly Tag[] {
  const own = tags.filter((tag) => tag.startsWith(`${platform.replaceAll("/", "-")}-`));
  return own.length > 0 ? own : tags;
}

function different(image: string, digests: ReadonlyMap<string, string>) {
  const list = [...digests].map(([digest, tag]) => `${tag} is ${digest}`).join(", ");
  return {
    name: "version-tag-taken",
    seen: `the tags of one version of ${image} name different images: ${list}`,
    remedy: "Find out which is the release, and delete the other tag; or publish a new version.",
  } as const;
}

function describe(digest: string, standing: string) {
  return {
    outputs: { digest },
    title: "Released image",
    facts: [["Version", standing]],
  } satisfies Decision;
}
