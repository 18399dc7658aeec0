/** A package index, asked from a runner; by itself, so that the client stays free of the runner. */

import { askPip, environmentVariable, network } from "@lablink-actions/action-kit";
import { map, type Result } from "@lablink-actions/release-core";
import { findIndex } from "./python-index/find-index.ts";
import { openPythonIndex, type PythonIndex } from "./python-index/python-index.ts";

/** Opens the index an input names, or else the one a build on this runner installs from; otherwise LA803. */
export async function openIndex(input: string): Promise<Result<PythonIndex>> {
  const found = await findIndex({ input, environmentVariable, askPip });
  return map(found, (address) => openPythonIndex(address, network));
}
