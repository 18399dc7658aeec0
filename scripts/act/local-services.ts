import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  buildExamplePackage,
  startPythonIndex,
  startRegistry,
  type TestIndex,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";

/** The services that the example's workflows use, all on this machine. */
export interface LocalServices extends AsyncDisposable {
  /** An image registry that requires the account `registryAccount`. */
  readonly registry: TestRegistry;
  /** A package index, and the folder of the files on it. */
  readonly index: TestIndex & { readonly directory: string };
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
  const owned = stack.move();
  return {
    registry,
    index: { ...index, directory },
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
