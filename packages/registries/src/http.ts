import type { IncomingMessage } from "node:http";

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Ends the request at any point. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends one request and does not follow redirects. Throws if there is no answer: the signal's reason, if that ended it.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * HTTP by Node's own client, because fetch would load undici, which takes 30 ms of each start. The first request loads
 * the client, because many runs of an action send none.
 */
export const http: Http = async ({ method, url, headers, body, signal }) => {
  const [plain, secure] = await Promise.all([import("node:http"), import("node:https")]);
  const { request: send } = url.protocol === "http:" ? plain : secure;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = body && { "content-length": String(body.length) };
    const all = { "accept-encoding": "gzip", ...headers, ...length };
    send(url, { method, headers: all, signal }, resolve)
      .on("error", (error) => reject(signal.aborted ? signal.reason : error))
      // Node closes the connection without an error if the answer changes the protocol (101).
      .on("close", () => reject(new Error("the connection was closed")))
      .end(body);
  });
  const answered = Object.entries(response.headers).map(([name, value]): [string, string] => [
    name,
    [value].flat().join(", "),
  ]);
  const unpack = response.headers["content-encoding"] === "gzip" && method !== "HEAD";
  return {
    status: response.statusCode ?? 0,
    headers: new Map(answered),
    body: until(signal, unpack ? await gunzip(response) : response),
  };
};

/** A body that is cut by a signal ends with the signal's reason, not with the connection's. */
async function* until(signal: AbortSignal, body: AsyncIterable<Uint8Array>) {
  try {
    yield* body;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** Loaded only for an answer that needs it. */
async function gunzip(packed: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  const [{ createGunzip }, { pipeline }] = await Promise.all([
    import("node:zlib"),
    import("node:stream"),
  ]);
  // The reader of the body gets an error of either.
  return pipeline(packed, createGunzip(), () => {});
}
