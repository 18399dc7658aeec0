import { createHash } from "node:crypto";
import type { Digest } from "@lablink-actions/release-core";

/** The SHA-256 of a plan. By it the plan that is applied is known to be the one that was shown. */
export function digestOf(plan: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(plan).digest("hex")}` as Digest;
}
