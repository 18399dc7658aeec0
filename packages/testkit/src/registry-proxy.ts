import { type IncomingMessage, request as send } from "node:http";
import { pipeline } from "node:stream/promises";
import { listen } from "./registry-server.ts";

export interface RegistryProxy extends AsyncDisposable {
  /** `127.0.0.1:34567` */
  readonly host: string;
}

/**
 * Stands before a registry, and hands every request on to it.
 *
 * @param instead is called first, and may wait; if it gives a text, that is the answer, and the registry is not asked
 */
export async function registryProxy(
  host: string,
  instead: (url: URL, method: string) => Promise<string | undefined>,
): Promise<RegistryProxy> {
  const server = await listen(async (request, response) => {
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "", `http://${host}`);
    const text = await instead(url, method);
    if (text !== undefined) {
      response.end(text);
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
    await pipeline(answer, response);
  });
  return {
    host: new URL(server.url).host,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
