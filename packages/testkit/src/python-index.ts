import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { actionsRoot } from "./definition.ts";
import { listen } from "./registry-server.ts";
import { temporaryDirectory } from "./temporary.ts";

const run = promisify(execFile);

/** The account of an index with a login. */
export const indexAccount = { username: "robot", password: "not-a-secret" };

export interface TestIndex extends AsyncDisposable {
  /** The Simple API's address, as pip takes it. */
  readonly url: string;
  /** The address that files are uploaded to, by anybody, or with `login` by the account. */
  readonly uploadUrl: string;
}

/**
 * Starts pypiserver on its own port, with the wheels and sdists in a folder. It also lists files that are put there or
 * uploaded later. With `login` it requires the account, for reading too. With `fallback` it redirects to another Simple API
 * what it does not have, as pypiserver does by default.
 */
export async function startPythonIndex(options: {
  readonly directory: string;
  readonly login?: boolean;
  readonly fallback?: string;
}): Promise<TestIndex> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory());
  const passwords = join(folder.path, "htpasswd");
  const hash = createHash("sha1").update(indexAccount.password).digest("base64");
  await writeFile(passwords, `${indexAccount.username}:{SHA}${hash}\n`);
  const rights = options.login ? ["-P", passwords, "-a", "update,list,download"] : ["-P", "."];
  const port = await freePort();
  const { fallback } = options;
  const missing = fallback === undefined ? ["--disable-fallback"] : ["--fallback-url", fallback];
  const words = ["run", "-i", "127.0.0.1", "-p", port, ...missing, ...rights];
  const child = spawn(
    "pypi-server",
    [...words, ...(options.login ? [] : ["-a", "."]), options.directory],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const closed = once(child, "close");
  stack.defer(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  const said = text(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/health`))) {
    if (child.exitCode !== null) throw new Error(`pypi-server did not start:\n${await said}`);
    await setTimeout(50);
  }
  const owned = stack.move();
  return {
    url: `${url}/simple`,
    uploadUrl: `${url}/`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A free port; pypiserver does not say which one it got. */
async function freePort(): Promise<string> {
  await using server = await listen(() => {});
  return new URL(server.url).port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** The folder of one of the example's packages, such as `client`. */
export function exampleFolder(name: string): string {
  return join(actionsRoot, "..", "examples", "lablink", "packages", name);
}

/** Builds the wheel and the sdist of one of the example's packages (`client`) into a folder, by uv. */
export async function buildExamplePackage(
  name: string,
  into: string,
  version?: string,
): Promise<void> {
  await using folder = await temporaryDirectory();
  const source = join(folder.path, name);
  // In a copy: without the repository around it, and uv leaves no files in the example.
  await cp(exampleFolder(name), source, { recursive: true });
  if (version !== undefined) await run("uv", ["version", "--frozen", version], { cwd: source });
  await buildPackage(source, into);
}

/** Builds the wheel and the sdist of the package in a folder into another one, by uv. */
export async function buildPackage(source: string, into: string): Promise<void> {
  await run("uv", ["build", "--quiet", "--out-dir", into], { cwd: source });
}
