import { createHash } from "node:crypto";
import type { Digest, DigestAlgorithm } from "@lablink-actions/release-core";

/** The digest of bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = "sha256"): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}` as Digest;
}
