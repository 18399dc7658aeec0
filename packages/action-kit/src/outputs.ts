import { appendFileSync, statSync, truncateSync } from "node:fs";
import { setOutput } from "@actions/core";

/**
 * Writes all outputs, or leaves the runner's file as it was. A value may hold anything: what the
 * runner reads back is what was given. Only half a surrogate pair, which UTF-8 has no bytes for,
 * comes back as U+FFFD.
 */
export function writeOutputs(outputs: Readonly<Record<string, string>>): void {
  const file = process.env["GITHUB_OUTPUT"];
  const before = file ? statSync(file).size : 0;
  try {
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  } catch (error) {
    if (file) takeBack(file, before);
    throw error;
  }
}

function takeBack(file: string, size: number): void {
  try {
    truncateSync(file, size);
  } catch {
    // A file that is gone, or never took a byte, has nothing to take back: the first trouble is the one to tell.
  }
}

/** Adds to the step's summary page, where there is one: a run outside GitHub has only the log. */
export function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file) appendFileSync(file, markdown);
}
