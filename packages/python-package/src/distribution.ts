import type { Result } from "@lablink-actions/release-core";
import { reading } from "./damage.ts";
import { openSdist, type Sdist } from "./sdist.ts";
import { openWheel, openWheelFiles, type Wheel, type WheelFiles } from "./wheel.ts";

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

/**
 * Reads which files a wheel has, and what each must be.
 *
 * @param file the name, as refusals give it
 * @returns them, or `distribution-unreadable` (LA220)
 */
export function readWheelFiles(file: string, bytes: Uint8Array): Promise<Result<WheelFiles>> {
  return reading(file, () => openWheelFiles(bytes));
}
