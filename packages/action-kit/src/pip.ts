import { runProgram } from "./program.ts";

/** What the runner's pip prints when it is called with these words; undefined if it fails or is not there. */
export async function askPip(words: readonly string[]): Promise<string | undefined> {
  const { exitCode, output } = await runProgram("python3", ["-m", "pip", ...words], {
    deadline: 30_000,
    // Without this, Python would run a pip.py of the workspace, and anybody may have written that.
    directory: "/",
    // Its help breaks lines at the width of a terminal, even in the middle of an address.
    variables: { COLUMNS: "10000" },
  });
  return exitCode === 0 ? output : undefined;
}
