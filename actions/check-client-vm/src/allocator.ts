/** The API of LabLink's allocator, which this action is for. */

import type { Http, HttpResponse } from "@lablink-actions/registries";
import {
  accept,
  invalidInput,
  map,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { checkJson, clauseOf, nullable, open, optional, text } from "@lablink-actions/shape";

/** A client VM as the allocator knows it. */
export interface ClientVm {
  readonly hostname: string;
  /** `requested`, then `registered`. */
  readonly status: string;
  /** Undefined before the first report. */
  readonly health: string | undefined;
}

const clientVm = open({
  // It becomes part of an address.
  hostname: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/u, expected: "a host's name" }),
  status: text(),
  gpu_status: optional(nullable(text())),
});

/** What this action asks the allocator: `/health`, and `/vms`. */
export interface Allocator {
  /** Whether it is up. While it starts it is not, for many reasons that need no refusal. */
  isUp(): Promise<boolean>;
  requestVm(): Promise<Result<ClientVm>>;
  readVm(hostname: string): Promise<Result<ClientVm>>;
  removeVm(hostname: string): Promise<Result<void>>;
}

// A server that accepts connections and says nothing must not outlast the deadline.
const timeout = 10_000;

/** A VM is some hundred bytes. */
const longest = 1024 * 1024;

/** The address of an allocator; otherwise `input-invalid` (LA902), which does not show it: it may hold a password. */
export function parseAllocatorUrl(given: string, name: string): Result<URL> {
  const url = URL.parse(given);
  if (url !== null && ["http:", "https:"].includes(url.protocol)) return accept(url);
  const remedy = "Write an address such as https://lablink-test.example.com.";
  return refuse(invalidInput(name, "is not an http or https address", remedy));
}

/**
 * The allocator at an address. An answer that is not one is `allocator-trouble` (LA646).
 *
 * @param last asks after a cancellation as well: a VM that was requested must be known, and given back
 */
export function allocatorAt(url: URL, ask: Http, last: Http): Allocator {
  const folder = url.pathname.replace(/\/$/, "");
  const send = async (http: Http, method: Method, path: string): Promise<Answer | string> => {
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await http({
        method,
        url: new URL(`${folder}${path}`, url),
        headers: {},
        signal,
      });
      return { status: response.status, body: await textOf(response) };
    } catch (error) {
      return silenceOf(error);
    }
  };
  /** Asks, and refuses every status but one. */
  const expect = async (http: Http, method: Method, path: string, status: number) => {
    const answer = await send(http, method, path);
    if (typeof answer === "string") return refuse(unexpected(method, path, answer));
    if (answer.status !== status) return refuse(unexpected(method, path, String(answer.status)));
    return accept(answer.body);
  };
  const vm = async (http: Http, method: Method, path: string, status: number) => {
    const body = await expect(http, method, path, status);
    if (!body.ok) return body;
    const checked = checkJson(clientVm, body.value);
    if (!checked.ok) {
      const problem = clauseOf(checked.problems[0], "it");
      return refuse(unexpected(method, path, `something other than a VM: ${problem}`));
    }
    const { hostname, status: state, gpu_status } = checked.value;
    return accept({ hostname, status: state, health: gpu_status ?? undefined });
  };
  return {
    async isUp() {
      const answer = await send(ask, "GET", "/health");
      return typeof answer === "object" && answer.status === 200;
    },
    requestVm: () => vm(last, "POST", "/vms", 201),
    readVm: (hostname) => vm(ask, "GET", `/vms/${hostname}`, 200),
    removeVm: async (hostname) =>
      map(await expect(last, "DELETE", `/vms/${hostname}`, 200), () => undefined),
  };
}

type Method = "GET" | "POST" | "DELETE";

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function textOf({ body }: HttpResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longest) throw new Error(`more than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Why there is no answer: by its code, for the words differ from one version of Node to the next. */
function silenceOf(error: unknown): string {
  const { name, code, message } = error as Partial<NodeJS.ErrnoException>;
  if (name === "TimeoutError") return `no answer within ${timeout / 1000} s`;
  return `no answer (${code ?? message})`;
}

function unexpected(method: Method, path: string, answer: string): Refusal {
  const seen = `to ${method} ${path} the allocator gave ${answer}`;
  return allocatorTrouble(seen, "Look at the allocator's log.");
}

/** `allocator-trouble` (LA646): it is not up, or answers something other than its API. */
export function allocatorTrouble(seen: string, remedy: string): Refusal {
  return { name: "allocator-trouble", seen, remedy };
}
