/** A run of images.yml by the decisions of find-released-image, compute-tags and promote-image, in any registry. */
import { digestOf, type Manifest, type Repository } from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  decideChannel,
  imageTags,
  isDigest,
  isNonEmpty,
  parseDevelopmentSuffix,
  parseTagTemplate,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { findReleasedImageFrom } from "../../find-released-image/test/inputs.ts";
import { promoteFrom, texts } from "./inputs.ts";
import { uncancelled, unwrap } from "./support.ts";

/** Where images are pushed. */
export interface Host {
  readonly image: string;
  open(): Promise<Repository>;
  /** Builds an image and pushes it to its candidate's tag; other content makes another digest. */
  build(content: string, platform: string, candidate: string): Promise<string>;
  /** The digest of every tag. */
  tags(): Promise<ReadonlyMap<string, string>>;
}

export interface Plan {
  readonly templates: readonly string[];
  readonly platforms: readonly string[];
}

const version = "0.2.0";

/** The labels that compute-tags gives to such an image. */
export const labels = {
  "org.opencontainers.image.source": "https://github.com/owner/repository",
  "org.opencontainers.image.revision": "1".repeat(40),
  "org.opencontainers.image.version": version,
};

/** The tags of an image for a platform, as compute-tags gives them. */
export function tagsOf({ templates }: Plan, platform: string, sha: string) {
  const tags = unwrap(traverse(templates, parseTagTemplate));
  if (!isNonEmpty(tags)) throw new Error("there are no templates");
  const { trigger, developmentSuffix, pullRequestTags } = texts;
  const versions = [{ subject: "name", input: "version", text: version }] as const;
  const channel = unwrap(decideChannel(trigger, versions));
  const suffix = unwrap(parseDevelopmentSuffix(developmentSuffix));
  return unwrap(
    imageTags({
      trigger,
      channel,
      platform: platform.replaceAll("/", "-"),
      sha,
      tags,
      developmentSuffix: suffix,
      pullRequestTags,
    }),
  );
}

/**
 * One dispatch: what is released is found, the rest is built, and all is promoted.
 *
 * @param cut fails every write of a tag after so many
 */
export async function dispatch(host: Host, plan: Plan, sha: string, run: string, cut = 1000) {
  const { image } = host;
  const planned = [];
  const verified = [];
  let built = 0;
  for (const platform of plan.platforms) {
    const { tags, candidate } = tagsOf(plan, platform, sha);
    const versionTags = tags.flatMap(({ tag, kind }) =>
      kind === "version" ? [`${image}:${tag}`] : [],
    );
    const repository = "owner/repository";
    const found = await findReleasedImageFrom(
      { image, versionTags, platform, repository },
      { open: async () => accept(await host.open()) },
    );
    const { digest: released } = unwrap(found).outputs;
    if (released === "") built++;
    const digest = released || (await host.build(`${platform} by ${run}`, platform, candidate));
    const id = platform.replaceAll("/", "-");
    const names = { package: "name", "version-input": "version", version };
    planned.push({ id, image, platform, ...names, tags: plan.templates.join("\n") });
    verified.push({ name: `${id}.digest`, text: digest });
  }
  const open = async () => accept(cutAfter(await host.open(), cut));
  const effects = { open, say: () => {}, sleep: async () => {}, ...uncancelled };
  const result = await promoteFrom({ planned: JSON.stringify(planned), verified, sha }, effects);
  return { result, built };
}

function cutAfter(repository: Repository, writes: number): Repository {
  let done = 0;
  return {
    ...repository,
    putManifest: async (reference, manifest) =>
      isDigest(reference) || done++ < writes
        ? repository.putManifest(reference, manifest)
        : refuse({ name: "registry-trouble", seen: "502", remedy: "Wait." }),
  };
}

/** A registry in memory, whose images are as BuildKit pushes them, with or without provenance. */
export function inMemory(isAttested: boolean): Host {
  const manifests = new Map<string, Manifest>();
  const blobs = new Map<string, Uint8Array>();
  const keep = (content: object, kind: "manifest" | "index"): Manifest => {
    const mediaType = `application/vnd.oci.image.${kind}.v1+json`;
    // With spaces, as BuildKit has them, so that other bytes are noticed.
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }, null, 2));
    const manifest = { digest: digestOf(bytes), mediaType, bytes };
    manifests.set(manifest.digest, manifest);
    return manifest;
  };
  const keepBlob = (bytes: Buffer): Digest => {
    blobs.set(digestOf(bytes), bytes);
    return digestOf(bytes);
  };
  const attested = (image: Manifest, platform: object): Manifest => {
    const config = { digest: keepBlob(Buffer.from(image.digest)) };
    const statement = keep({ config, layers: [] }, "manifest");
    const { mediaType } = image;
    const annotations = {
      "vnd.docker.reference.digest": image.digest,
      "vnd.docker.reference.type": "attestation-manifest",
    };
    const nowhere = { os: "unknown", architecture: "unknown" };
    const size = (manifest: Manifest) => manifest.bytes.length;
    const held = [
      { mediaType, digest: image.digest, size: size(image), platform },
      {
        mediaType,
        digest: statement.digest,
        size: size(statement),
        annotations,
        platform: nowhere,
      },
    ];
    return keep({ manifests: held }, "index");
  };
  const repository: Repository = {
    readManifest: async (reference) => accept(manifests.get(reference) ?? "absent"),
    has: async (_, digest) => accept(manifests.has(digest)),
    readBlob: async (digest) => accept(blobs.get(digest) ?? new Uint8Array()),
    referrers: async () => accept([]),
    listTags: async () => accept([...manifests.keys()].filter((key) => !isDigest(key))),
    putManifest: async (reference, manifest) => {
      manifests.set(reference, manifest);
      manifests.set(manifest.digest, manifest);
      return accept(undefined);
    },
    probeWriting: async () => accept(undefined),
  };
  return {
    image: "ghcr.io/owner/name",
    open: async () => repository,
    async build(content, name, candidate) {
      const [os, architecture, variant] = name.split("/");
      const platform = { os, architecture, ...(variant && { variant }) };
      const configuration = { ...platform, config: { Labels: labels }, author: content };
      const config = { digest: keepBlob(Buffer.from(JSON.stringify(configuration))) };
      const image = keep({ config, layers: [] }, "manifest");
      const pushed = isAttested ? attested(image, platform) : image;
      manifests.set(candidate, pushed);
      return pushed.digest;
    },
    async tags() {
      const tags = [...manifests].filter(([name]) => !isDigest(name));
      return new Map(tags.map(([name, { digest }]) => [name, digest]));
    },
  };
}
