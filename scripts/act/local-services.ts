import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildExamplePackage,
  exampleFolder,
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
 * @param publish puts the files of what is published already into a folder; by default those of the packages that the
 * example's images install
 * @param elsewhere the index to ask for what this one does not have
 */
export async function startLocalServices(
  publish: (into: string) => Promise<void> = examplePackages("allocator", "client"),
  elsewhere?: string,
): Promise<LocalServices> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory());
  const directory = join(folder.path, "files");
  mkdirSync(directory);
  const registry = stack.use(await startRegistry({ login: "basic" }));
  await publish(directory);
  downloadUv(directory);
  const index = stack.use(
    await startPythonIndex({ directory, ...(elsewhere !== undefined && { fallback: elsewhere }) }),
  );
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

/** Builds some of the example's packages, by the names of their folders. */
export function examplePackages(...names: readonly string[]): (into: string) => Promise<void> {
  return async (into) => {
    for (const name of names) await buildExamplePackage(name, into);
  };
}

/**
 * The variables by which uv uploads to the index: without an account, because there is no trusted publishing without
 * GitHub.
 */
export function uploading({ index }: Pick<LocalServices, "index">): Record<string, string> {
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

const cuda = "nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04";

/** The uv that the example's Dockerfiles install, from the index this machine uses. */
function downloadUv(directory: string): void {
  const dockerfile = join(exampleFolder("allocator"), "Dockerfile");
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
