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
const timeout = 30_000;
const mostAttempts = 5;
const longestQuestion = 120_000;

/**
 * Sends a request, and repeats it after a wait if the registry is busy. If a repeat does no harm, it also repeats a
 * request that failed or whose connection was cut. With all repeats and waits it takes two minutes at most.
 */
export async function send(network: Network, request: Request): Promise<Answer | Silence> {
  let left = longestQuestion;
  for (let attempt = 1; ; attempt++) {
    const begin = performance.now();
    // A file may be large.
    const patience = request.most === undefined ? Math.min(timeout, left) : left;
    const answer = await exchange(network.http, request, patience);
    if (attempt === mostAttempts || !isWorthAnother(request, answer)) return answer;
    const wait = retryAfter(answer) ?? 500 * 2 ** attempt;
    left -= Math.round(wait + performance.now() - begin);
    if (left <= 0) return answer;
    network.say(
      `${request.method} ${request.url.pathname}: ${problemOf(answer)}; again in ${wait / 1000} s`,
    );
    await network.sleep(wait);
  }
}

/** Sends a request once, and waits only so many milliseconds: for what may as well fail. */
export function sendOnce(
  { http }: Network,
  request: Request,
  milliseconds: number,
): Promise<Answer | Silence> {
  return exchange(http, request, milliseconds);
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
async function exchange(http: Http, request: Request, patience: number): Promise<Answer | Silence> {
  const { method, body } = request;
  const headers = { ...request.headers };
  let { url } = request;
  // One deadline for all redirects.
  const signal = AbortSignal.timeout(patience);
  try {
    for (let hop = 0; hop < 5; hop++) {
      const response = await http({ method, url, headers, signal, ...(body && { body }) });
      const most = request.most ?? longest;
      const bytes = await readBody(response, most);
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
    return silenceOf(error, patience);
  }
}

function silence(clause: string): Silence {
  return { silence: clause, isBroken: false };
}

function redirection({ method }: Request, { status, headers }: HttpResponse): string | undefined {
  const reads = method === "GET" || method === "HEAD";
  return reads && [301, 302, 303, 307, 308].includes(status) ? headers.get("location") : undefined;
}

/** The whole body; undefined if it is too long. */
async function readBody(
  { body }: HttpResponse,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A certificate that is not trusted. */
const untrusted = /^(?:ERR_TLS_CERT_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

/**
 * Why there was no answer: by the error's code, because its words differ from one version of Node to the next. No wait
 * of seconds helps against a host name that does not exist, or a certificate that is not trusted.
 */
function silenceOf(error: unknown, patience: number): Silence {
  const { name, code, message } = error as Partial<NodeJS.ErrnoException>;
  if (code === "ENOTFOUND") return silence("could not be asked: its host name does not exist");
  if (untrusted.test(String(code))) {
    return silence(`could not be asked: its certificate is not trusted (${code})`);
  }
  const clause =
    name === "TimeoutError"
      ? `gave no answer within ${Math.ceil(patience / 1000)} s`
      : `gave no answer (${code ?? message ?? error})`;
  return { silence: clause, isBroken: true };
}
