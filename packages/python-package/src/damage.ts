import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { unreadableDistribution } from "./refusals.ts";

/** Why a file cannot be read, as a clause that follows its name. Caught by `reading`. */
export class Damage extends Error {}

/**
 * Reads a distribution file.
 *
 * @returns what was read, or `distribution-unreadable` (LA220) if the reading threw `Damage`
 */
export async function reading<T>(file: string, read: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return accept(await read());
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return refuse(unreadableDistribution(file, error.message, "Delete it, and build it again."));
  }
}

/** No metadata is longer; more would be an archive made to fill the memory. */
export const longestText = 16 * 1024 * 1024;

/** A file's text; damage if it is not UTF-8, as the core metadata specification requires. */
export function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Damage(`has ${name}, which is not UTF-8`);
  }
}
