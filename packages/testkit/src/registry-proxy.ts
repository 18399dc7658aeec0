import { type IncomingMessage, request as send } from "node:http";
import { pipeline } from "node:stream/promises";
import { listen } from "./registry-server.ts";

interface RegistryProxy extends AsyncDisposable {
  /** `127.0.0.1:34567` */
  readonly host: string;
}

/**
 * Stands before a registry, and hands every request on to it.
 *
 * @param instead is called first, and may wait; if it gives an answer, the registry is not asked
 * @param after is called when the registry has answered
 */
export async function registryProxy(
  host: string,
  instead: (url: URL, method: string) => Promise<Response | undefined>,
  after: () => void = () => {},
): Promise<RegistryProxy> {
  const server = await listen(async (request, response) => {
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "", `http://${host}`);
    const other = await instead(url, method);
    if (other !== undefined) {
      response.writeHead(other.status, Object.fromEntries(other.headers)).end(await other.text());
      return;
    }
    const asked = send(url, { method, headers: { ...request.headers } });
    const [answer] = await Promise.all([
      new Promise<IncomingMessage>((resolve, reject) => {
        asked.on("response", resolve).on("error", reject);
      }),
      pipeline(request, asked),
    ]);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    await pipeline(answer, response).finally(after);
  });
  return {
    host: new URL(server.url).host,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
