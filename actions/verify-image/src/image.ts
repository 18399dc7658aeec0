import { accept, quote, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import type { Docker, DockerAnswer } from "./docker.ts";

/** An image that is the same whenever it is looked at. */
export type PinnedImage = string & { readonly pinnedImage: never };

/**
 * Reads which image is meant: `name@sha256:…`, or the id of one the engine holds (`sha256:…`).
 *
 * @returns the image, or `image-not-pinned` (LA603)
 */
export function parsePinnedImage(text: string): Result<PinnedImage> {
  if (/^(?:[A-Za-z0-9[][A-Za-z0-9._/:[\]-]*@)?sha256:[0-9a-f]{64}$/.test(text))
    return accept(text as PinnedImage);
  return refuse({
    name: "image-not-pinned",
    seen: `the image ${quote(text)} is not given by its digest`,
    remedy:
      "Give name@sha256:… with the digest the build pushed, or the id (sha256:…) of an image the engine holds.",
  });
}

/** What a download needs at the least, for a byte of the manifest's: the layer, and what it unpacks to. */
const bytesPerByte = 2;

export interface ImageEffects {
  readonly docker: Docker;
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Sees to it that the engine holds the image, which it is asked to pull only where there is the room.
 *
 * @returns the image, or `image-missing` (LA604), `engine-unavailable` (LA605), `disk-too-small` (LA606)
 */
export async function requireImage(
  image: PinnedImage,
  effects: ImageEffects,
): Promise<Result<PinnedImage>> {
  const { docker, signal } = effects;
  const held = await docker(["image", "inspect", "--format", "{{.Id}}", image], { signal });
  if (held.exitCode === 0) return accept(image);
  // Only of this answer is it known that the engine is there, and the image is not.
  if (!/no such image/i.test(held.trouble)) return refuse(engineTrouble(held));
  if (!image.includes("@")) return refuse(missing(image, held));
  const room = await requireRoom(image, effects);
  if (!room.ok) return room;
  const pulled = await docker(["pull", "--quiet", image], { signal });
  if (pulled.exitCode === 0) return accept(image);
  if (/no space left/i.test(pulled.trouble)) return refuse(tooSmall(image, pulled.trouble));
  return refuse(engineIsGone(pulled) ? engineTrouble(pulled) : missing(image, pulled));
}

async function requireRoom(
  image: PinnedImage,
  { docker, freeBytes, signal }: ImageEffects,
): Promise<Result<PinnedImage>> {
  const [needed, info] = await Promise.all([
    layerBytes(image, docker, signal),
    docker(["info", "--format", "{{.DockerRootDir}}"], { signal }),
  ]);
  const free = info.exitCode === 0 ? await freeBytes(info.output) : undefined;
  // Where either is unknown the pull itself will tell.
  if (needed === undefined || free === undefined || free >= needed * bytesPerByte)
    return accept(image);
  const seen = `the image's layers are ${megabytes(needed)} to download and at least as much to unpack, and the disk has ${megabytes(free)} free`;
  return refuse(tooSmall(image, seen));
}

/** The sum of the layers that docker will pull, as the registry has it; undefined where it does not tell. */
async function layerBytes(
  image: PinnedImage,
  docker: Docker,
  signal: AbortSignal,
): Promise<number | undefined> {
  const manifest = await readManifest(image, docker, signal);
  if (manifest?.manifests === undefined) return sumOfLayers(manifest);
  // Of an index one of its images is pulled: the one for the engine's own platform.
  const engine = await docker(["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"], {
    signal,
  });
  const child = manifest.manifests.find(
    ({ platform }) => `${platform?.os}/${platform?.architecture}` === engine.output,
  );
  const [name] = image.split("@");
  return child && sumOfLayers(await readManifest(`${name}@${child.digest}`, docker, signal));
}

/** Of an OCI image manifest or index, what is asked for here. */
interface Manifest {
  readonly layers?: readonly { readonly size: number }[];
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os: string; readonly architecture: string };
  }[];
}

async function readManifest(
  image: string,
  docker: Docker,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  // A registry on this machine seldom has a certificate; docker pulls from it all the same.
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?\//.test(image) ? ["--insecure"] : [];
  const answer = await docker(["manifest", "inspect", ...local, image], { signal });
  if (answer.exitCode !== 0) return undefined;
  try {
    return JSON.parse(answer.output);
  } catch {
    return undefined;
  }
}

function sumOfLayers(manifest: Manifest | undefined): number | undefined {
  return manifest?.layers?.reduce((sum, { size }) => sum + size, 0);
}

/** Whether docker's trouble is that there is no engine to ask. */
export function engineIsGone({ trouble }: DockerAnswer): boolean {
  return /cannot connect to the docker daemon|error during connect|failed to connect to the docker api|permission denied while trying to connect|is the docker daemon running|spawn docker ENOENT/i.test(
    trouble,
  );
}

export function engineTrouble({ exitCode, trouble }: DockerAnswer): Refusal {
  return {
    name: "engine-unavailable",
    seen: `docker ended with ${exitCode}: ${oneLine(trouble)}`,
    remedy: "Start the container engine, or run this step on a runner that has one.",
  };
}

function missing(image: string, { trouble }: DockerAnswer): Refusal {
  return {
    name: "image-missing",
    seen: `the image ${image} is not to be had: ${oneLine(trouble)}`,
    remedy: "Correct the digest; log in to the registry before this step where it asks for it.",
  };
}

function tooSmall(image: string, seen: string): Refusal {
  return {
    name: "disk-too-small",
    seen: `there is no room for ${image}: ${oneLine(seen)}`,
    remedy:
      "Free disk space before this step: set free-disk-space for the image, or remove images the runner has no use for.",
  };
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500) || "it said nothing";
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
