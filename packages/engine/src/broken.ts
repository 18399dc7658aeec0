import { type Result, refuse } from "@lablink-actions/release-core";

/** `verification-broken` (LA607): nothing is known of the image. */
export function broken(seen: string, remedy: string): Result<never> {
  return refuse({ name: "verification-broken", seen, remedy });
}
