import { accept, type Refusal, type Result, refuse } from "@lablink-actions/release-core";

/** How a program of an image ended. */
export interface Ended {
  /** As the engine has it; undefined if it did not end by itself. */
  readonly exitCode: number | undefined;
  /** What it printed, both ways; its end if that was long. */
  readonly lines: readonly string[];
  /** Why it was ended, as a clause; undefined if it ended by itself. */
  readonly stopped?: string;
}

/** Lines of its output that a refusal shows; the log has the others. */
const shown = 20;

/**
 * What the program says of the file. It is valid if the program ended with 0 and printed what it prints then: a program
 * of the same name that does nothing ends with 0 as well.
 *
 * @returns nothing, or `config-refused` (LA614), `config-not-checked` (LA615)
 */
export function verdictOf(
  { exitCode, lines, stopped }: Ended,
  {
    program,
    file,
    expect,
  }: { readonly program: string; readonly file: string; readonly expect: string },
): Result<undefined> {
  const said = lines.slice(-shown).join("\n").trim() || "it printed nothing";
  if (stopped !== undefined) return refuse(notChecked(`${program} ${stopped}: ${said}`));
  if (exitCode === undefined || exitCode > 125) {
    const how = exitCode === undefined ? "did not end by itself" : `was ended with ${exitCode}`;
    return refuse(notChecked(`${program} ${how}: ${said}`));
  }
  // What an engine lets a container end with if the interpreter of its program is not there.
  const unstarted = lines.find((line) => line.startsWith(`exec ${program}: `));
  if (exitCode !== 0 && unstarted !== undefined) {
    return refuse(notChecked(`${program} did not start: ${unstarted}`));
  }
  if (exitCode !== 0) {
    return refuse({
      name: "config-refused",
      seen: `${program} of the image refuses ${file}, with exit code ${exitCode}: ${said}`,
      remedy: "Correct what it names in the file, or in the settings that are written to it.",
      location: { file },
    });
  }
  if (lines.some((line) => line.includes(expect))) return accept(undefined);
  return refuse(notChecked(`${program} ended with 0 and did not print ${expect}: ${said}`));
}

/** `config-not-checked` (LA615): the program says neither that the file is valid nor that it is not. */
export function notChecked(seen: string): Refusal {
  return {
    name: "config-not-checked",
    seen,
    remedy:
      "Run the program in the image by hand, to see what is wrong with it. If it only prints something else, give that as expect.",
  };
}
