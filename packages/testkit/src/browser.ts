import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { temporaryDirectory } from "./temporary.ts";
import { missingTools } from "./tools.ts";

const run = promisify(execFile);

/** Debian's name first, then those of other systems. */
const browsers = ["chromium", "chromium-browser", "google-chrome"];

const found = () => browsers.find((name) => missingTools([name]).length === 0);

/** Why there is no browser, or undefined if there is one. */
export function missingBrowser(): string | undefined {
  return found() ? undefined : "chromium is not installed";
}

/**
 * Opens a page in a headless Chromium.
 *
 * @param words what it is to do, such as `--dump-dom`
 * @returns what it prints: the result of the words, and the page's console among other lines
 */
export async function browse(
  url: string,
  ...words: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  await using profile = await temporaryDirectory();
  const always = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"];
  const own = `--user-data-dir=${profile.path}`;
  return run(found() ?? "chromium", [...always, own, ...words, url], {
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}
