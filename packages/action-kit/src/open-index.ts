/** A package index, asked from a runner. */

import { findIndex, openPythonIndex, type PythonIndex } from "@lablink-actions/registries";
import { map, type Result } from "@lablink-actions/release-core";
import { environmentVariable } from "./environment.ts";
import { network } from "./network.ts";
import { askPip } from "./pip.ts";

/** Opens the index an input names, or else the one a build on this runner installs from; otherwise LA803. */
export async function openIndex(input: string): Promise<Result<PythonIndex>> {
  const found = await findIndex({ input, environmentVariable, askPip });
  return map(found, (address) => openPythonIndex(address, network));
}
