import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { temporaryDirectory } from "./temporary.ts";
import { missingTools } from "./tools.ts";

/** A BuildKit of our own, as docker/build-push-action has one. */
export interface TestBuildKit extends AsyncDisposable {
  /** What makes `buildx` use it: BUILDX_CONFIG and BUILDX_BUILDER. */
  readonly env: Readonly<Record<string, string>>;
  /** `buildx build` of a folder with these further words; gives the digest that it says it pushed. */
  build(context: string, words: readonly string[]): Promise<string>;
}

/** Why BuildKit cannot be started here; undefined if it can. */
export function missingBuildKit(): string | undefined {
  const [missing] = missingTools(["buildkitd", "buildx", "runc"]);
  if (missing !== undefined) return `${missing} is not installed`;
  return process.getuid?.() === 0 ? undefined : "buildkitd must run as root";
}

/**
 * Starts buildkitd, whose builds have the host's network.
 *
 * @param mirror a registry on this machine, without a login, that is asked instead of Docker Hub
 */
export async function startBuildKit(mirror?: string): Promise<TestBuildKit> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await temporaryDirectory());
  const address = `unix://${join(path, "buildkitd.sock")}`;
  const configuration = join(path, "buildkitd.toml");
  const mirrors =
    mirror === undefined
      ? ""
      : `[registry."docker.io"]\nmirrors = ["${mirror}"]\n[registry."${mirror}"]\nhttp = true\n`;
  await writeFile(configuration, mirrors);
  const root = join(path, "root");
  await mkdir(root);
  const words = ["--config", configuration, "--addr", address, "--root", root];
  // Works on any file system, and needs no init process.
  const worker = ["--containerd-worker=false", "--oci-worker-snapshotter=native"];
  const child = spawn("buildkitd", [...words, ...worker], { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  stack.defer(async () => {
    child.kill("SIGTERM");
    await closed;
  });
  const env = { BUILDX_CONFIG: join(path, "buildx"), BUILDX_BUILDER: "lablink-tests" };
  const buildx = (...more: string[]) =>
    execFileSync("buildx", more, {
      encoding: "utf8",
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
  for (let tries = 0; !said.join("").includes("running server on"); tries += 1) {
    if (tries > 100 || child.exitCode !== null) {
      throw new Error(`buildkitd did not start:\n${said.join("")}`);
    }
    await wait(100);
  }
  buildx("create", "--name", env.BUILDX_BUILDER, "--driver", "remote", address);
  const metadata = join(path, "metadata.json");
  const owned = stack.move();
  return {
    env,
    async build(context, more) {
      buildx("build", "--quiet", "--metadata-file", metadata, ...more, context);
      return JSON.parse(await readFile(metadata, "utf8"))["containerimage.digest"];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
