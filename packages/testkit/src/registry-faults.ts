import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { digestOf, errorBody, listen, mediaTypes } from "./registry-server.ts";

/** What a faulty registry does instead of a correct answer. */
export type Fault =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Reads half of a request and cuts the connection. */
  | "cut"
  /** Does what is asked, and cuts the connection instead of answering. */
  | "cut-after"
  /** Answers with what the tag had before the last write. */
  | "stale"
  /** Answers with another manifest. */
  | "other"
  /** Answers correctly, with the digest of something else. */
  | "lie";

export interface FaultyRegistry extends AsyncDisposable {
  readonly host: string;
  /** Every request, as `GET /v2/owner/name/manifests/latest`. */
  readonly requests: readonly string[];
  /** What each reference points to now. */
  readonly digests: ReadonlyMap<string, string>;
  /** The digest of the image that it has from the start. */
  readonly digest: string;
}

/**
 * A registry of our own, only for faults. It has one manifest, the given tags, and each of the texts by its digest, as
 * manifest and as blob. `fault` says how a request goes wrong; it also gets how often the same was asked before.
 */
export async function faultyRegistry(
  fault: (request: string, before: number) => Fault | undefined,
  tags: readonly string[] = [],
  texts: readonly string[] = [],
): Promise<FaultyRegistry> {
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, layers: [] });
  const digest = digestOf(manifest);
  const current = new Map(tags.map((tag) => [tag, `${manifest} `]));
  for (const text of [manifest, ...texts]) current.set(digestOf(text), text);
  const previous = new Map<string, string | undefined>();
  const requests: string[] = [];
  const server = await listen(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const now = fault(line, requests.filter((one) => one === line).length);
    requests.push(line);
    if (now === "cut") return cut(request);
    const body = String(await buffer(request));
    if (typeof now === "object") {
      response.writeHead(now.status, now.headers).end(now.body ?? errorBody("TROUBLE"));
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
    const reference = pathname.split("/").at(-1) ?? "";
    if (request.method === "POST") {
      response.writeHead(202, { location: `${pathname}upload` }).end();
    } else if (request.method === "PUT") {
      previous.set(reference, current.get(reference));
      current.set(reference, body);
      if (now === "cut-after") return cut(request);
      response.writeHead(201).end();
    } else if (pathname.endsWith("/tags/list")) {
      const names = [...current.keys()].filter((name) => !name.includes(":"));
      const from = names.indexOf(searchParams.get("last") ?? "") + 1;
      const page = names.slice(from, from + Number(searchParams.get("n")));
      const more = from + page.length < names.length;
      const link = `<${pathname}?n=${searchParams.get("n")}&last=${page.at(-1)}>; rel="next"`;
      response.writeHead(200, more ? { link } : {}).end(JSON.stringify({ tags: page }));
    } else {
      const text = now === "stale" ? previous.get(reference) : current.get(reference);
      const bytes = now === "other" ? `${manifest}\n\n` : text;
      const said = digestOf(now === "lie" ? "lie" : (bytes ?? ""));
      const headers = { "content-type": mediaTypes.manifest, "docker-content-digest": said };
      if (bytes === undefined) response.writeHead(404).end(errorBody("MANIFEST_UNKNOWN"));
      else response.writeHead(200, headers).end(bytes);
    }
  });
  return {
    host: new URL(server.url).host,
    requests,
    get digests() {
      return new Map([...current].map(([reference, text]) => [reference, digestOf(text)]));
    },
    digest,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function cut({ socket }: IncomingMessage): void {
  socket.destroy();
}
