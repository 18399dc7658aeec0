/** A package index, as a runner reaches it. */

import { findIndex, openPythonIndex, type PythonIndex } from "@lablink-actions/registries";
import { map, type Result } from "@lablink-actions/release-core";
import { environmentVariable } from "./environment.ts";
import { network } from "./network.ts";
import { askPip } from "./pip.ts";

/** Opens the index that an input names, or else the one that a build on this runner installs from; otherwise LA803. */
export async function openIndex(input: string): Promise<Result<PythonIndex>> {
  const found = await findIndex({ input, environmentVariable, askPip });
  return map(found, (address) => openPythonIndex(address, network));
}
