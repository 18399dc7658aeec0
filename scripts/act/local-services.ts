import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  buildExamplePackage,
  startBuildKit,
  startPythonIndex,
  startRegistry,
  type TestIndex,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { standIns } from "./stand-ins.ts";

/** The services that the example's workflows use, all on this machine. */
export interface LocalServices extends AsyncDisposable {
  /** An image registry that requires the account `registryAccount`. */
  readonly registry: TestRegistry;
  /** A package index, and the folder of the files on it. */
  readonly index: TestIndex & { readonly directory: string };
  /** What the real docker/build-push-action needs, if it comes from REAL_ACTIONS. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts a registry, and an index that has what a production image of the example installs.
 *
 * @param packages those of the example's packages that are published already
 */
export async function startLocalServices(
  packages: readonly ("allocator" | "client")[] = ["allocator", "client"],
): Promise<LocalServices> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory());
  const directory = join(folder.path, "files");
  mkdirSync(directory);
  const registry = stack.use(await startRegistry({ login: "basic" }));
  for (const name of packages) await buildExamplePackage(name, directory);
  downloadUv(directory);
  const index = stack.use(await startPythonIndex({ directory }));
  const buildsForReal = standIns.some(
    (it) => it.action === "docker/build-push-action" && it.isReal,
  );
  const environment = buildsForReal ? await startBuilder(stack) : {};
  const owned = stack.move();
  return {
    registry,
    index: { ...index, directory },
    environment,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * The variables by which uv uploads to the index: without an account, because there is no trusted publishing without
 * GitHub.
 */
export function publishing({ index }: Pick<LocalServices, "index">): Record<string, string> {
  return {
    UV_PUBLISH_URL: index.uploadUrl,
    UV_PUBLISH_USERNAME: "anybody",
    UV_PUBLISH_PASSWORD: "anything",
  };
}

/** A BuildKit that gets the images which the example's Dockerfiles are based on; the engine has them. */
async function startBuilder(
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<string, string>>> {
  const mirror = stack.use(await startRegistry());
  for (const image of ["library/python:3.11-slim-bookworm", cuda]) {
    const mirrored = `${mirror.host}/${image}`;
    const words = [
      ["tag", image, mirrored],
      ["push", "--quiet", mirrored],
      ["rmi", mirrored],
    ];
    for (const word of words)
      execFileSync("docker", word, { stdio: ["ignore", "ignore", "inherit"] });
  }
  return stack.use(await startBuildKit(mirror.host)).env;
}

const cuda = "nvidia/cuda:11.6.1-cudnn8-runtime-ubuntu20.04";

/** The uv that the example's Dockerfiles install, from the index this machine uses. */
function downloadUv(directory: string): void {
  const dockerfile = resolve(
    import.meta.dirname,
    "../../examples/lablink/packages/allocator/Dockerfile",
  );
  const version = /^ARG UV_VERSION=(\S+)$/m.exec(readFileSync(dockerfile, "utf8"))?.[1];
  const words = [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--dest",
    directory,
    `uv==${version}`,
  ];
  execFileSync("python3", words, { stdio: ["ignore", "ignore", "inherit"] });
}
