import { createHash } from "node:crypto";
import type { Platform } from "@lablink-actions/release-core";
import { listMember, member, parseJson, textMember } from "../json.ts";

/** A manifest as the registry keeps it, byte for byte. */
export interface Manifest {
  /** Of these bytes, computed here. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What an index says of a manifest (OCI image specification, descriptor.md); what else it says stays in it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Every kind there is; a registry may turn a kind that is not named into another, with another digest. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
const [ociIndex, , dockerList, dockerManifest] = manifestTypes;

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): boolean {
  return digestPattern.test(text);
}

/** The digest of bytes, by the algorithm of another digest, or by SHA-256. */
export function digestOf(bytes: Uint8Array, like = "sha256:"): string {
  const algorithm = like.startsWith("sha512:") ? "sha512" : "sha256";
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** The digests of the manifests an index stands for; none for an image of one platform. */
export function childrenOf({ bytes }: Manifest): readonly string[] {
  return listMember(parseJson(bytes), "manifests").flatMap(
    (child) => textMember(child, "digest") ?? [],
  );
}

/** What an index holds, as it says it; undefined where this is no index, or not one by the specification. */
export function descriptorsOf({ bytes }: Manifest): readonly Descriptor[] | undefined {
  const list = member(parseJson(bytes), "manifests");
  return Array.isArray(list) && list.every(isDescriptor) ? list : undefined;
}

function isDescriptor(value: unknown): value is Descriptor {
  const platform = member(value, "platform");
  const annotations = Object.values(member(value, "annotations") ?? {});
  return (
    isDigest(textMember(value, "digest") ?? "") &&
    textMember(value, "mediaType") !== undefined &&
    Number.isSafeInteger(member(value, "size")) &&
    (platform === undefined || isPlatform(platform)) &&
    annotations.every((text) => typeof text === "string")
  );
}

function isPlatform(value: unknown): value is Platform {
  const optional = member(value, "variant") ?? "";
  const texts = [member(value, "os"), member(value, "architecture"), optional];
  return texts.every((text) => typeof text === "string");
}

/** The digest of an image's configuration; undefined for an index. */
export function configOf({ bytes }: Manifest): string | undefined {
  const digest = textMember(member(parseJson(bytes), "config"), "digest") ?? "";
  return isDigest(digest) ? digest : undefined;
}

/** The platform a configuration declares (config.md of the same specification). */
export function declaredPlatform(config: Uint8Array): Platform | undefined {
  const value = parseJson(config);
  if (!isPlatform(value)) return undefined;
  const { os, architecture, variant } = value;
  return { os, architecture, ...(variant !== undefined && { variant }) };
}

/**
 * An index of these manifests in this order, always in the same bytes. Where all are Docker's own it is Docker's
 * manifest list, for whoever knows only the one may not know the other; as `docker buildx imagetools` does.
 */
export function makeIndex(manifests: readonly Descriptor[]): Manifest {
  const isDockers = manifests.every(({ mediaType }) => mediaType === dockerManifest);
  const mediaType = isDockers ? dockerList : ociIndex;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  return { digest: digestOf(bytes), mediaType, bytes };
}
