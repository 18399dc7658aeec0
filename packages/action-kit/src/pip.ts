import { execFile } from "node:child_process";

/** What the runner's pip prints when it is called with these words; undefined where it fails or is not there. */
export function askPip(words: readonly string[]): Promise<string | undefined> {
  const options = {
    timeout: 60_000,
    // Python would run a pip.py of the workspace instead, which may be anybody's.
    cwd: "/",
    // Its help breaks lines, in the middle of an address where need be, by the width of a terminal.
    env: { ...process.env, COLUMNS: "10000" },
  };
  return new Promise((resolve) => {
    execFile("python3", ["-m", "pip", ...words], options, (error, output) => {
      resolve(error ? undefined : output);
    });
  });
}
