import { appendFileSync, statSync, truncateSync } from "node:fs";

/**
 * Writes all outputs in one piece, or leaves the runner's file as it was. A value may be any text, and the runner reads
 * exactly that. Only half a surrogate pair, which UTF-8 has no bytes for, becomes U+FFFD.
 *
 * It does not use setOutput of @actions/core, because that loads node:crypto for a delimiter: a third of an action's
 * own start.
 */
export function writeOutputs(outputs: Readonly<Record<string, string>>): void {
  const entries = Object.entries(outputs);
  for (const [name, value] of entries) {
    if (typeof value !== "string") throw new TypeError(`the output ${name} is not a text`);
  }
  const file = process.env["GITHUB_OUTPUT"];
  if (!file) {
    for (const entry of entries) process.stdout.write(oldCommand(...entry));
    return;
  }
  const before = statSync(file).size;
  try {
    appendFileSync(file, entries.map((entry) => heredoc(...entry)).join(""));
  } catch (error) {
    takeBack(file, before);
    throw error;
  }
}

/** The runner reads a value up to the line that is its delimiter, so the value must not have that line. */
function heredoc(name: string, value: string): string {
  let delimiter = "END";
  while (value.includes(delimiter)) delimiter += "-END";
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** The line that a run outside GitHub prints. */
function oldCommand(name: string, value: string): string {
  const data = value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::set-output name=${name}::${data}\n`;
}

function takeBack(file: string, size: number): void {
  try {
    truncateSync(file, size);
  } catch {
    // A file that is gone, or never got a byte, needs no undoing. The first error is the one to report.
  }
}

/** Adds to the step's summary page, if there is one: a run outside GitHub has only the log. */
export function writeSummary(markdown: string): void {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (file) appendFileSync(file, markdown);
}
