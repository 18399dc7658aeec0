import {
  childrenOf,
  configOf,
  createdOf,
  declaredPlatform,
  descriptorsOf,
  isAttestation,
  labelsOf,
  type Manifest,
  type Repository,
} from "@lablink-actions/registries";
import {
  accept,
  canonicalPlatform,
  type Digest,
  imageLabels,
  map,
  platformName,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";
import { auditIncomplete } from "./refusals.ts";
import { timeIn } from "./releases.ts";

/** What a tag names. */
export interface Named {
  readonly tag: Tag;
  readonly digest: Digest;
  readonly content: Content;
}

/** What is under a manifest, at any depth. */
export interface Content {
  readonly images: readonly BuiltImage[];
  /** Manifests that an index lists and the registry does not have. */
  readonly missing: readonly Digest[];
}

/** An image of one platform, and what its configuration says. */
export interface BuiltImage {
  readonly digest: Digest;
  /** As docker writes it; empty if it says none. */
  readonly platform: string;
  readonly created: string | undefined;
  /** The labels that compute-tags writes, if they are there. */
  readonly version: string | undefined;
  readonly revision: string | undefined;
}

/** An index in an index is rare, and one in that is hardly seen. */
const deepest = 8;

/** Reads an image's tags and what is under them. The same content is read once, and only these few facts are kept. */
export function contentReader(repository: Repository) {
  const known = new Map<Digest, Promise<Result<Content>>>();

  const contentOf = (manifest: Manifest, depth: number): Promise<Result<Content>> => {
    const found = known.get(manifest.digest) ?? readContent(manifest, depth);
    known.set(manifest.digest, found);
    return found;
  };

  const readContent = async (manifest: Manifest, depth: number): Promise<Result<Content>> => {
    const attestations = new Set(
      (descriptorsOf(manifest) ?? []).filter(isAttestation).map(({ digest }) => digest),
    );
    const children = [...new Set(childrenOf(manifest))];
    if (children.length === 0) return readImage(manifest);
    const read = await Promise.all(
      children.map((digest) => {
        if (attestations.has(digest)) return readAttestation(digest);
        return readChild(digest, depth + 1);
      }),
    );
    return map(
      traverse(read, (one) => one),
      (all) => ({
        images: all.flatMap(({ images }) => images),
        missing: [...new Set(all.flatMap(({ missing }) => missing))],
      }),
    );
  };

  const readChild = async (digest: Digest, depth: number): Promise<Result<Content>> => {
    const beside = known.get(digest);
    if (beside !== undefined) return beside;
    const child = await repository.readManifest(digest);
    if (!child.ok) return child;
    if (child.value === "absent") return accept({ images: [], missing: [digest] });
    if (depth < deepest) return contentOf(child.value, depth);
    // By their hashes, indexes cannot be in a circle, but there could be any number of them.
    return refuse(
      auditIncomplete(`${digest} is an index in ${deepest} others, and what is in it was not read`),
    );
  };

  /** What an attestation says does not matter here, only that it is there. */
  const readAttestation = async (digest: Digest): Promise<Result<Content>> =>
    map(await repository.has("manifests", digest), (isThere) => ({
      images: [],
      missing: isThere ? [] : [digest],
    }));

  const readImage = async (manifest: Manifest): Promise<Result<Content>> => {
    const { digest } = manifest;
    const configuration = configOf(manifest);
    const config = configuration ? await repository.readBlob(configuration) : undefined;
    if (config === undefined) return accept({ images: [], missing: [] });
    return map(config, (bytes) => ({ images: [imageFrom(digest, bytes)], missing: [] }));
  };

  return {
    /** What a tag names; undefined if it is there no more. */
    async read(tag: Tag): Promise<Result<Named | undefined>> {
      const manifest = await repository.readManifest(tag);
      if (!manifest.ok) return manifest;
      if (manifest.value === "absent") return accept(undefined);
      const { digest } = manifest.value;
      const content = await contentOf(manifest.value, 0);
      return map(content, (found) => ({ tag, digest, content: found }));
    },
    /** The digest that a tag names; undefined if it is there no more. */
    async digestOf(tag: Tag): Promise<Result<Digest | undefined>> {
      const manifest = await repository.readManifest(tag);
      return map(manifest, (found) => (found === "absent" ? undefined : found.digest));
    },
  };
}

function imageFrom(digest: Digest, config: Uint8Array): BuiltImage {
  const platform = declaredPlatform(config);
  const labels = labelsOf(config);
  return {
    digest,
    platform: platform ? platformName(canonicalPlatform(platform)) : "",
    created: timeIn(createdOf(config))[0],
    version: labels.get(imageLabels.version),
    revision: labels.get(imageLabels.revision),
  };
}
