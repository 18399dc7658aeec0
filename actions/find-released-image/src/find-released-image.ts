import type { Decision } from "@lablink-actions/action-kit";
import type { Manifest, Repository } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type Digest,
  type ImageName,
  imageReference,
  listing,
  parseTagOf,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

interface FindReleasedImageInputs {
  readonly image: ImageName;
  /** The tags that never move; none on a run that releases nothing. */
  readonly tags: readonly Tag[];
  /** As a tag writes it: `linux-amd64`. */
  readonly platform: string;
}

export interface FindReleasedImageEffects {
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/**
 * Reads the version tags, full references of the image.
 *
 * @returns them, or `tag-invalid` (LA402)
 */
export function parseVersionTags(
  image: Result<ImageName>,
  references: Result<readonly string[] | undefined>,
): Result<readonly Tag[]> {
  return andThen(combine({ image, references }), (given) =>
    traverse(given.references ?? [], (reference) => parseTagOf(given.image, reference)),
  );
}

/**
 * Finds the image that was released for a version. Packages are released one at a time, and an interrupted release is
 * finished later. So an image that is there already is kept: another build has another digest, and a version tag must
 * not move to it.
 *
 * @returns the outputs; or `version-tags-differ` (LA710) if the version's tags name different images, and what the
 * registry refuses (LA701, LA702, LA708)
 */
export async function findReleasedImage(
  { image, tags, platform }: FindReleasedImageInputs,
  { open }: FindReleasedImageEffects,
): Promise<Result<Decision<Output>>> {
  const own = ownTags(tags, platform);
  if (own.length === 0) return accept(describe(undefined, "this run releases no version"));
  const repository = await open(image);
  if (!repository.ok) return repository;
  const answers = await Promise.all(own.map((tag) => repository.value.readManifest(tag)));
  const found = traverse(answers, (answer) => answer);
  return andThen(found, (manifests) => decide(image, own, manifests));
}

/** A tag that begins with the platform names its image; any other may name an index of several platforms. */
function ownTags(tags: readonly Tag[], platform: string): readonly Tag[] {
  const own = tags.filter((tag) => tag.startsWith(`${platform}-`));
  return own.length > 0 ? own : tags;
}

function decide(
  image: ImageName,
  tags: readonly Tag[],
  manifests: readonly (Manifest | "absent")[],
): Result<Decision<Output>> {
  const released = tags.flatMap((tag, index) => {
    const manifest = manifests[index];
    return manifest === undefined || manifest === "absent" ? [] : { tag, digest: manifest.digest };
  });
  const [first, ...others] = released;
  if (first === undefined) return accept(describe(undefined, "not released yet"));
  const { digest } = first;
  if (others.every((other) => other.digest === digest)) {
    return accept(describe(digest, `released as ${digest}, and not built again`));
  }
  const seen = released.map((one) => `${imageReference(image, one.tag)} is ${one.digest}`);
  return refuse({
    name: "version-tags-differ",
    seen: `the tags of one version name different images: ${listing(seen)}`,
    remedy: "Find out which is the release, and delete the other tag; or publish a new version.",
  });
}

function describe(digest: Digest | undefined, standing: string): Decision<Output> {
  return {
    outputs: { digest: digest ?? "" },
    title: "Released image",
    facts: [["Version", standing]],
  };
}
