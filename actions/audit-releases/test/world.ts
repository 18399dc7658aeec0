/** An index and registries in memory, for what the real ones cannot be brought to do. */
import {
  digestOf,
  type IndexFile,
  type Manifest,
  type Repository,
  versionOfFile,
} from "@lablink-actions/registries";
import { parseReleaseConfig, type ReleaseConfig } from "@lablink-actions/release-config";
import { accept, type Digest, type Result, refuse } from "@lablink-actions/release-core";
import { audit } from "../src/audit.ts";
import { fewAtOnce } from "../src/few-at-once.ts";
import { parseSince } from "../src/since.ts";

export const now = Date.parse("2026-11-29T06:00:00Z");

interface ImageOptions {
  readonly platform?: string;
  readonly version?: string | undefined;
  readonly revision?: string | undefined;
  readonly created?: string;
  readonly content?: string;
}

const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const ociIndex = "application/vnd.oci.image.index.v1+json";
const commit = "c".repeat(40);

/** How many questions are open, over all repositories. */
export const load = { running: 0, most: 0 };

/** One image's repository. */
export class MemoryImage {
  readonly tags = new Map<string, Digest>();
  readonly manifests = new Map<Digest, Manifest>();
  readonly blobs = new Map<Digest, Uint8Array>();
  /** What every question is answered with instead. */
  trouble: Result<never> | undefined;
  asked = 0;

  /** Puts an image of one platform there, under no tag. */
  image(options: ImageOptions = {}): Digest {
    const { platform = "linux/amd64", created, content = "" } = options;
    const [os, architecture] = platform.split("/");
    const labels = {
      ...("revision" in options ? {} : { "org.opencontainers.image.revision": commit }),
      ...(options.revision && { "org.opencontainers.image.revision": options.revision }),
      ...(options.version && { "org.opencontainers.image.version": options.version }),
    };
    const config = { os, architecture, created, content, config: { Labels: labels } };
    const bytes = Buffer.from(JSON.stringify(config));
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return this.put({ config: { mediaType: "x", digest, size: 1 }, layers: [] }, ociManifest);
  }

  index(...children: readonly Digest[]): Digest {
    const manifests = children.map((digest) => ({ mediaType: ociManifest, digest, size: 1 }));
    return this.put({ manifests }, ociIndex);
  }

  attestation(): Digest {
    return this.image({ platform: "unknown/unknown", content: "provenance" });
  }

  /** An image and its attestation, as BuildKit pushes them. */
  attested(image: Digest, attestation: Digest): Digest {
    const annotations = {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": image,
    };
    const platform = { os: "unknown", architecture: "unknown" };
    const descriptor = { mediaType: ociManifest, size: 1 };
    const manifests = [
      { ...descriptor, digest: image, platform: { os: "linux", architecture: "amd64" } },
      { ...descriptor, digest: attestation, platform, annotations },
    ];
    return this.put({ manifests }, ociIndex);
  }

  tag(digest: Digest, ...tags: readonly string[]): Digest {
    for (const tag of tags) this.tags.set(tag, digest);
    return digest;
  }

  /** What a production run leaves, by the default templates. */
  release(version: string, options: ImageOptions = {}): Digest {
    const digest = this.image({ version, content: version, ...options });
    return this.tag(digest, version, `linux-amd64-${version}`);
  }

  float(digest: Digest): void {
    this.tag(digest, "latest", "linux-amd64", "linux-amd64-latest");
  }

  private put(content: object, mediaType: string): Digest {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    const digest = digestOf(bytes);
    this.manifests.set(digest, { digest, mediaType, bytes });
    return digest;
  }

  /** As the audit asks it. */
  repository(): Repository {
    const answer = async <T>(value: () => T): Promise<Result<T>> => {
      this.asked++;
      load.running++;
      load.most = Math.max(load.most, load.running);
      await new Promise((resolve) => setImmediate(resolve));
      load.running--;
      return this.trouble ?? accept(value());
    };
    const never = async () => {
      throw new Error("an audit writes nothing");
    };
    return {
      readManifest: (reference) =>
        answer(() => {
          const digest = this.tags.get(reference) ?? (reference as Digest);
          return this.manifests.get(digest) ?? "absent";
        }),
      has: (kind, digest) =>
        answer(() => (kind === "manifests" ? this.manifests : this.blobs).has(digest)),
      readBlob: (digest) => answer(() => this.blobs.get(digest) ?? new Uint8Array()),
      listTags: () => answer(() => [...this.tags.keys()]),
      referrers: never,
      putManifest: never,
      probeWriting: never,
    };
  }
}

/** A file that the index has. */
export function wheel(
  name: string,
  version: string,
  options: { readonly yanked?: string; readonly uploaded?: string } = {},
): IndexFile {
  const filename = `${name}-${version}-py3-none-any.whl`;
  return {
    filename,
    url: new URL(`https://index.example/${filename}`),
    version: versionOfFile(name, filename),
    yanked: options.yanked,
    ...(options.uploaded && { uploaded: options.uploaded }),
  };
}

export const trouble = refuse({
  name: "registry-trouble",
  seen: "the registry did not answer",
  remedy: "Run it again.",
});

interface World {
  /** By the package's name; a refusal if it cannot be read. */
  readonly index: Readonly<Record<string, readonly IndexFile[] | "absent" | Result<never>>>;
  /** By the image's name. */
  readonly images: Readonly<Record<string, MemoryImage>>;
  /** YAML, after the packages `a` and `b` and their images. */
  readonly config?: string;
  readonly since?: string;
  readonly developmentDays?: number;
}

const standardConfig = `registry: ghcr.io/owner
packages:
  a: { directory: a, version-input: a_version }
  b: { directory: b, version-input: b_version }
images:
  a-image: { package: a, dockerfile: a/Dockerfile }
  b-image: { package: b, dockerfile: b/Dockerfile }
`;

export async function auditOf({ index, images, config, since = "", developmentDays = 0 }: World) {
  const read = parseSince(since, "since");
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  const said: string[] = [];
  const found = await audit(
    {
      config: configOf(config ?? standardConfig),
      ...{ since: read.value, developmentDays, workflow: "images.yml" },
    },
    {
      files: async (name) => {
        const files = index[name] ?? "absent";
        return files === "absent" || !("ok" in files) ? accept(files) : files;
      },
      open: async (image) => {
        const name = image.slice(image.lastIndexOf("/") + 1);
        return accept((images[name] ?? new MemoryImage()).repository());
      },
      gate: fewAtOnce(),
      say: (line) => said.push(line),
      now: () => now,
    },
  );
  const briefly = found.findings.map(({ kind, version, tags }) =>
    [kind, ...(version ? [version] : []), ...tags].join(" "),
  );
  return { ...found, briefly, said };
}

function configOf(text: string): ReleaseConfig {
  const options = { file: "config.yml", owner: "owner", leadsOut: () => false };
  const config = parseReleaseConfig(text, options);
  if (!config.ok) throw new Error(JSON.stringify(config.refusals));
  return config.value;
}

/** Images of both packages as they should be, with the newest release 0.2.0. */
export function good() {
  const images = { "a-image": new MemoryImage(), "b-image": new MemoryImage() };
  for (const image of Object.values(images)) {
    image.release("0.1.0");
    image.float(image.release("0.2.0"));
  }
  const index = {
    a: [wheel("a", "0.1.0"), wheel("a", "0.2.0")],
    b: [wheel("b", "0.1.0"), wheel("b", "0.2.0")],
  };
  return { images, index };
}
