import { network } from "@lablink-actions/action-kit";

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeout?: number;
}

/** Certificates, entries and tokens have some kB. */
const longest = 1024 * 1024;

/**
 * What @sigstore/sign takes from make-fetch-happen, through this repository's own door to HTTP: bounded, with a deadline,
 * ended by a cancellation, and in the debug log. The bundle is built with it in that package's place.
 */
export default async function askSigstore(
  url: string,
  { method = "GET", headers = {}, body, timeout = 20_000 }: FetchOptions,
) {
  const answer = await network.http({
    method: method === "POST" ? "POST" : "GET",
    url: new URL(url),
    headers: { ...headers },
    signal: AbortSignal.timeout(timeout),
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.length;
    if (length > longest) throw new Error(`the answer has more than ${longest} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return {
    status: answer.status,
    ok: answer.status >= 200 && answer.status < 300,
    statusText: String(answer.status),
    headers: { get: (name: string) => answer.headers.get(name.toLowerCase()) ?? null },
    json: async (): Promise<unknown> => JSON.parse(bytes.toString("utf8")),
    buffer: async () => bytes,
  };
}
