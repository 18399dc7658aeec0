import {
  configOf,
  type Descriptor,
  declaredPlatform,
  descriptorsOf,
  labelsOf,
  type Manifest,
  type Repository,
} from "@lablink-actions/registries";
import {
  accept,
  canonicalPlatform,
  type Digest,
  map,
  type Platform,
  platformName,
  type Result,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";

/** What a tag names of a platform. */
export type Named =
  | { readonly kind: "absent" }
  /** Images of other platforms only. */
  | { readonly kind: "others"; readonly digest: Digest }
  | { readonly kind: "image"; readonly image: ReleasedImage }
  /** The problem is a clause about the tag. */
  | { readonly kind: "broken"; readonly digest: Digest; readonly problem: string };

/** An image of the platform that a tag names. */
export interface ReleasedImage {
  readonly tag: Tag;
  readonly digest: Digest;
  /** What was built for the platform: the image, or an index of it and its attestations. Other platforms hide it. */
  readonly built: Digest | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Reads what a tag names of a platform: an image, or the platform's image in an index.
 *
 * @returns it; or what the registry refuses (LA701, LA702)
 */
export async function readNamed(
  tag: Tag,
  platform: Platform,
  repository: Repository,
): Promise<Result<Named>> {
  const top = await repository.readManifest(tag);
  if (!top.ok) return top;
  if (top.value === "absent") return accept({ kind: "absent" });
  const { digest } = top.value;
  const listed = descriptorsOf(top.value);
  // BuildKit gives its attestations the platform unknown/unknown.
  const images = listed?.filter((one) => one.platform?.os !== "unknown");
  const built = images === undefined || images.length === 1 ? digest : undefined;
  const members = images ? await readMembers(images, platform, repository) : accept([top.value]);
  if (!members.ok) return members;
  const configurations = await Promise.all(
    members.value.map((member) => readConfiguration(member, repository)),
  );
  const read = traverse(configurations, (one) => one);
  return map(read, (all): Named => {
    const own = all.filter(({ config }) => isOf(platform, config && declaredPlatform(config)));
    const [only, ...more] = own;
    const broken = (problem: string): Named => ({ kind: "broken", digest, problem });
    if (more.length > 0) return broken(`has ${own.length} images of ${platformName(platform)}`);
    if (only?.config) {
      const labels = labelsOf(only.config);
      return { kind: "image", image: { tag, digest: only.digest, built, labels } };
    }
    const isPromised = images?.some((one) => isOf(platform, one.platform));
    if (isPromised)
      return broken(
        `names an image of ${platformName(platform)} that is not there, or is of another platform`,
      );
    return { kind: "others", digest };
  });
}

/** The manifests in an index that may be of a platform, as far as they are there. */
async function readMembers(
  images: readonly Descriptor[],
  platform: Platform,
  repository: Repository,
): Promise<Result<readonly Manifest[]>> {
  const own = images.filter((one) => one.platform === undefined || isOf(platform, one.platform));
  const answers = await Promise.all(own.map(({ digest }) => repository.readManifest(digest)));
  return map(
    traverse(answers, (answer) => answer),
    (all) => all.filter((one) => one !== "absent"),
  );
}

async function readConfiguration(manifest: Manifest, repository: Repository) {
  const digest = configOf(manifest);
  const config = digest ? await repository.readBlob(digest) : accept(undefined);
  return map(config, (bytes) => ({ digest: manifest.digest, config: bytes }));
}

function isOf(platform: Platform, declared: Platform | undefined): boolean {
  return (
    declared !== undefined && platformName(canonicalPlatform(declared)) === platformName(platform)
  );
}
