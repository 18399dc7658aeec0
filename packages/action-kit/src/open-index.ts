/** A package index, as a runner reaches it. */

import {
  downloadFile,
  findIndex,
  type IndexFile,
  type Network,
  openPythonIndex,
  type PythonIndex,
} from "@lablink-actions/registries";
import { map, type Result } from "@lablink-actions/release-core";
import { environmentVariable } from "./environment.ts";
import { network } from "./network.ts";
import { askPip } from "./pip.ts";

/**
 * Opens the index that an input names, or else the one that a build on this runner installs from; otherwise LA803.
 *
 * @param using how it is asked; by default until the run is cancelled
 */
export async function openIndex(
  input: string,
  using: Network = network,
): Promise<Result<PythonIndex>> {
  const found = await findIndex({ input, environmentVariable, askPip });
  return map(found, (address) => openPythonIndex(address, using));
}

/** An index whose files are fetched as well. */
export interface IndexWithFiles extends PythonIndex {
  /** The bytes of a file that it lists, or LA801, LA802. */
  readonly download: (file: IndexFile) => Promise<Result<Uint8Array>>;
}

/** As `openIndex`, for an action that also fetches files. */
export async function openIndexWithFiles(input: string): Promise<Result<IndexWithFiles>> {
  const found = await findIndex({ input, environmentVariable, askPip });
  return map(found, (address) => ({
    ...openPythonIndex(address, network),
    download: (file) => downloadFile(file, address, network),
  }));
}
