import type { Http, HttpRequest, HttpResponse } from "./http.ts";
import { isSafe } from "./safe-address.ts";

/** What a client of a registry or index needs from outside. */
export interface Network {
  readonly http: Http;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Keeps a secret out of the log. */
  readonly mask: (secret: string) => void;
  /** Writes a line to the log during a long wait. */
  readonly say: (line: string) => void;
}

export interface Request extends Omit<HttpRequest, "headers" | "signal"> {
  readonly headers?: Readonly<Record<string, string>>;
  /** How many bytes of a long answer are enough; by default all. */
  readonly enough?: number;
  /** How many bytes an answer may have, if it is a file. */
  readonly most?: number;
}

export interface Answer {
  readonly status: number;
  /** Who answered, after redirects. */
  readonly url: URL;
  /** By their names in lower case. */
  readonly headers: HttpResponse["headers"];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Why there is no answer, as a clause. */
export interface Silence {
  readonly silence: string;
  /** Whether the connection failed, so that asking again may help. */
  readonly isBroken: boolean;
}

// Registries take manifests of 4 MiB; a project's page on an index is hardly ever longer.
const longest = 8 * 1024 * 1024;
const timeout = 60_000;
const mostAttempts = 5;
const longestWait = 120_000;

/**
 * Sends a request, and repeats it after a wait if the registry is busy. If a repeat does no harm, it also repeats a
 * request that failed or whose connection was cut.
 */
export async function send(network: Network, request: Request): Promise<Answer | Silence> {
  let waited = 0;
  for (let attempt = 1; ; attempt++) {
    const answer = await exchange(network.http, request);
    if (attempt === mostAttempts || !isWorthAnother(request, answer)) return answer;
    const wait = retryAfter(answer) ?? 500 * 2 ** attempt;
    waited += wait;
    if (waited > longestWait) return answer;
    network.say(
      `${request.method} ${request.url.pathname}: ${problemOf(answer)}; again in ${wait / 1000} s`,
    );
    await network.sleep(wait);
  }
}

function isWorthAnother({ method }: Request, answer: Answer | Silence): boolean {
  if ("status" in answer && [429, 503].includes(answer.status)) return true;
  if (method === "POST") return false;
  return "silence" in answer ? answer.isBroken : [500, 502, 504].includes(answer.status);
}

function problemOf(answer: Answer | Silence): string {
  return "silence" in answer ? answer.silence : `answered ${answer.status}`;
}

/**
 * The milliseconds a registry asks to wait. A date is compared with the answer's own date, not with this machine's
 * clock.
 */
function retryAfter(answer: Answer | Silence): number | undefined {
  if (!("headers" in answer)) return undefined;
  const asked = answer.headers.get("retry-after");
  if (asked === undefined) return undefined;
  if (/^\d+$/.test(asked)) return Number(asked) * 1000;
  const wait = Date.parse(asked) - Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

/**
 * One request with its redirects: only a request that reads follows them, and it sends its credentials to no other
 * host.
 */
async function exchange(http: Http, request: Request): Promise<Answer | Silence> {
  const { method, body } = request;
  const headers = { ...request.headers };
  let { url } = request;
  try {
    for (let hop = 0; hop < 5; hop++) {
      const signal = AbortSignal.timeout(timeout);
      const response = await http({ method, url, headers, signal, ...(body && { body }) });
      const most = request.most ?? longest;
      const bytes = await readBody(response, most, request.enough);
      if (bytes === undefined) return silence(`answered with more than ${most} bytes`);
      const target = redirection(request, response);
      const { status, headers: answered } = response;
      if (target === undefined) return { status, url, headers: answered, bytes };
      if (!URL.canParse(target, url.href))
        return silence("redirected to something that is not an address");
      const next = new URL(target, url);
      if (!isSafe(next)) return silence(`redirected to ${next.origin}, which is not safe`);
      if (next.origin !== url.origin) delete headers["authorization"];
      url = next;
    }
    return silence("redirected in circles");
  } catch (error) {
    return { silence: silenceOf(error), isBroken: true };
  }
}

function silence(clause: string): Silence {
  return { silence: clause, isBroken: false };
}

function redirection({ method }: Request, { status, headers }: HttpResponse): string | undefined {
  const reads = method === "GET" || method === "HEAD";
  return reads && [301, 302, 303, 307, 308].includes(status) ? headers.get("location") : undefined;
}

/** The whole body, or as much as is enough; undefined if it is too long. */
async function readBody(
  { body }: HttpResponse,
  most: number,
  enough = Number.POSITIVE_INFINITY,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
    if (length >= enough) break;
  }
  return Buffer.concat(chunks);
}

/** Why there was no answer: by the error's code, because its words differ from one version of Node to the next. */
function silenceOf(error: unknown): string {
  const { name, code, message } = error as Partial<NodeJS.ErrnoException>;
  return name === "TimeoutError"
    ? `did not answer within ${timeout / 1000} s`
    : `gave no answer (${code ?? message ?? error})`;
}
