import type { Result } from "@lablink-actions/release-core";
import { reading } from "./damage.ts";
import { openSdist, type Sdist } from "./sdist.ts";
import { openWheel, type Wheel } from "./wheel.ts";

/** A file that is published: a wheel or an sdist. */
export type Distribution = Wheel | Sdist;

/**
 * Reads a wheel (`.whl`) or an sdist (any other name).
 *
 * @param file the path, as refusals name it
 * @returns what it says of itself, or `distribution-unreadable` (LA220)
 */
export function readDistribution(file: string, bytes: Uint8Array): Promise<Result<Distribution>> {
  return reading<Distribution>(file, () =>
    file.endsWith(".whl") ? openWheel(bytes) : openSdist(bytes),
  );
}
