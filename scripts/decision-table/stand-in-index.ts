import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { normalizePackageName } from "@lablink-actions/release-core";

interface StandInIndex extends AsyncDisposable {
  /** The value for index-url. */
  readonly url: string;
}

/**
 * A stand-in for a package index, on this machine. It lists the given versions and has no files, so the actions can
 * run on versions that are not published.
 */
export async function standInIndex(
  versions: Iterable<readonly [packageName: string, version: string]>,
): Promise<StandInIndex> {
  const published = [...versions];
  const server = createServer(({ url = "" }, response) => {
    const name = /^\/simple\/([^/]+)\/$/.exec(url)?.[1] ?? "";
    const files = published
      .filter(([packageName]) => normalizePackageName(packageName) === name)
      .map(([, version]) => `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`)
      .map((filename) => ({ filename, url: filename, hashes: {} }));
    const page = { meta: { "api-version": "1.0" }, name, files };
    response
      .writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" })
      .end(JSON.stringify(page));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
