import { listen } from "./registry-server.ts";

/** What is answered to one request. */
export type IndexAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The half of a page, and the connection is cut. */
  | "cut"
  /** Nothing, as long as the server runs. */
  | "silence";

interface FaultyIndex extends AsyncDisposable {
  /** The Simple API's address. */
  readonly url: string;
  /** Every request, as `GET /simple/name/`. */
  readonly requests: readonly string[];
  /** The Authorization header of each. */
  readonly authorizations: readonly (string | undefined)[];
}

/**
 * An index of our own, for faults, and for recorded pages in forms that the tests' real index does not have. A function
 * gives the answers; it also gets how often the same was asked before.
 */
export async function faultyIndex(
  answer: (request: string, before: number) => IndexAnswer,
): Promise<FaultyIndex> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = await listen((request, response) => {
    const line = `${request.method} ${request.url}`;
    const now = answer(line, requests.filter((one) => one === line).length);
    requests.push(line);
    authorizations.push(request.headers.authorization);
    if (now === "silence") return;
    if (now === "cut") {
      response.writeHead(200, { "content-type": "text/html", "content-length": "1000" });
      response.write("<!DOCTYPE html><html><body>", () => request.socket.destroy());
      return;
    }
    response.writeHead(now.status ?? 200, now.headers).end(now.body);
  });
  return {
    url: `${server.url}/simple`,
    requests,
    authorizations,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
