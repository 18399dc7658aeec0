import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Something that answers as a deployed allocator does. */
interface TestDeployment extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server on this machine that is healthy. */
export async function startDeployment(): Promise<TestDeployment> {
  const server = createServer((request, response) => {
    const isHealth = request.url === "/api/health";
    response.setHeader("content-type", isHealth ? "application/json" : "text/plain");
    response.end(isHealth ? '{"status":"healthy"}' : "here");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
