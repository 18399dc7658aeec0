import { createHash } from "node:crypto";
import { listMember, parseJson, textMember } from "../json.ts";

/** A manifest as the registry keeps it, byte for byte. */
export interface Manifest {
  /** Of these bytes, computed here. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Every kind there is; a registry may turn a kind that is not named into another, with another digest. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

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
