/** Whether the disk has room for an image, before it is pulled. */
import { statfs } from "node:fs/promises";
import type { Digest } from "@lablink-actions/release-core";
import {
  checkJson,
  integer,
  list,
  open,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { type Docker, shortly } from "./docker.ts";

export interface RoomEffects {
  readonly docker: Docker;
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
  readonly signal: AbortSignal;
}

/** The disk space that each byte of the manifest needs at least: the layer, and what it unpacks to. */
const bytesPerByte = 2;

/** Why there is no room; undefined if there is, or if nobody knows before the pull itself. */
export async function roomProblem(
  reference: string,
  name: string,
  effects: RoomEffects,
): Promise<string | undefined> {
  const ask = asking(effects);
  const [needed, folder] = await Promise.all([
    layerBytes(reference, name, ask),
    ask(["info", "--format", "{{.DockerRootDir}}"]),
  ]);
  const free = folder === undefined ? undefined : await effects.freeBytes(folder);
  if (needed === undefined || free === undefined || free >= needed * bytesPerByte) return undefined;
  return `the image's layers are ${megabytes(needed)} to download and at least as much to unpack, and the disk has ${megabytes(free)} free`;
}

/** Bytes free where a folder is; undefined if that is not known, for example of another machine. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

type Ask = (words: readonly string[]) => Promise<string | undefined>;

/** Asks docker; undefined if it fails. */
function asking({ docker, signal }: RoomEffects): Ask {
  return async (words) => {
    const { exitCode, output } = await docker(words, { deadline: shortly, signal });
    return exitCode === 0 ? output : undefined;
  };
}

/** The sum of the layers that docker will pull, as the registry has it. */
async function layerBytes(reference: string, name: string, ask: Ask): Promise<number | undefined> {
  const manifest = await readManifest(reference, ask);
  if (manifest?.manifests === undefined) return sumOfLayers(manifest);
  // Of an index only the image for the engine's own platform is pulled.
  const engine = await ask(["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"]);
  const child = manifest.manifests.find(
    ({ platform }) => `${platform?.os}/${platform?.architecture}` === engine,
  );
  return child && sumOfLayers(await readManifest(`${name}@${child.digest}`, ask));
}

/** What is needed of an OCI image manifest or index. */
const manifestShape = open({
  layers: optional(list(open({ size: integer }))),
  manifests: optional(
    list(
      open({
        digest: text<Digest>({
          pattern: /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/u,
          expected: "a digest",
        }),
        platform: optional(open({ os: text(), architecture: text() })),
      }),
    ),
  ),
});

type Manifest = Shaped<typeof manifestShape>;

async function readManifest(reference: string, ask: Ask): Promise<Manifest | undefined> {
  // A registry on this machine seldom has a certificate, and docker pulls from it nevertheless.
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?\//.test(reference);
  const words = ["manifest", "inspect", ...(isLocal ? ["--insecure"] : []), reference];
  const checked = checkJson(manifestShape, (await ask(words)) ?? "");
  return checked.ok ? checked.value : undefined;
}

function sumOfLayers(manifest: Manifest | undefined): number | undefined {
  return manifest?.layers?.reduce((sum, { size }) => sum + size, 0);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
