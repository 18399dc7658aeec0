import { digestOf, type Manifest, makeIndex, type Repository } from "@lablink-actions/registries";
import { accept, type Digest, refuse } from "@lablink-actions/release-core";
import type { Labels } from "@lablink-actions/testkit";

export const trouble = { name: "registry-trouble", seen: "no answer", remedy: "Wait." } as const;

export const commit = "8f3c2a9d1b7e4f605c8d9e0a1b2c3d4e5f607182";

/** The labels that compute-tags gives to version 1.0 of owner/repository. */
export const labels: Labels = {
  "org.opencontainers.image.source": "https://github.com/owner/repository",
  "org.opencontainers.image.revision": commit,
  "org.opencontainers.image.version": "1.0",
};

/** Manifests and configurations by their digests. */
export class Store {
  readonly #manifests = new Map<string, Manifest>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly tags = new Map<string, string>();
  readonly asked: string[] = [];

  /** An image of one platform. */
  image(content: string, architecture = "amd64", said: Labels | null = labels): Digest {
    const config = { os: "linux", architecture, config: { Labels: said }, author: content };
    const bytes = Buffer.from(JSON.stringify(config));
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes);
    return this.#keep({ schemaVersion: 2, config: { digest }, layers: [] });
  }

  /** An index of images by their platforms; `unknown` is an attestation. */
  index(images: Readonly<Record<string, Digest>>): Digest {
    const manifest = makeIndex(
      Object.entries(images).map(([architecture, digest]) => ({
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest,
        size: 1,
        ...(architecture !== "unsaid" && {
          platform: { os: architecture === "unknown" ? "unknown" : "linux", architecture },
        }),
      })),
    );
    this.#manifests.set(manifest.digest, manifest);
    return manifest.digest;
  }

  forget(digest: Digest): void {
    this.#manifests.delete(digest);
  }

  repository(): Repository {
    const readManifest: Repository["readManifest"] = async (reference) => {
      this.asked.push(reference);
      const digest = this.tags.get(reference) ?? reference;
      return digest === "trouble"
        ? refuse(trouble)
        : accept(this.#manifests.get(digest) ?? "absent");
    };
    const readBlob: Repository["readBlob"] = async (digest) => {
      const blob = this.#blobs.get(digest);
      return blob ? accept(blob) : refuse(trouble);
    };
    return { readManifest, readBlob } as Repository;
  }

  #keep(content: object): Digest {
    const bytes = Buffer.from(JSON.stringify(content));
    const manifest = { digest: digestOf(bytes), mediaType: "", bytes };
    this.#manifests.set(manifest.digest, manifest);
    return manifest.digest;
  }
}
