import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/** A client VM as the allocator knows it. */
export interface ClientVm {
  readonly hostname: string;
  /** `requested`, then `registered`. */
  readonly status: string;
  /** Undefined before the first report. */
  readonly health: string | undefined;
}

/** The allocator's API, as far as this asks it: `/health`, and `/vms`. */
export interface Allocator {
  /** Whether it is up. That it is not, for whatever reason, is to be expected while it starts. */
  isUp(): Promise<boolean>;
  requestVm(): Promise<Result<ClientVm>>;
  readVm(hostname: string): Promise<Result<ClientVm>>;
  removeVm(hostname: string): Promise<Result<void>>;
}

// A server that accepts connections and says nothing must not outlast the deadline.
const timeout = 10_000;

/**
 * The allocator at an address.
 *
 * @returns it, or `input-invalid` (LA902). What it answers is otherwise `allocator-trouble` (LA646).
 */
export function allocatorAt(address: string, fetch: typeof globalThis.fetch): Result<Allocator> {
  const url = URL.parse(address);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return refuse({
      name: "input-invalid",
      seen: `the input allocator-url is ${quote(address)}`,
      remedy: "Write an http or https address.",
    });
  }
  const base = url.href.replace(/\/$/, "");
  const ask = async (method: string, path: string): Promise<Response | string> => {
    try {
      const signal = AbortSignal.timeout(timeout);
      return await fetch(`${base}${path}`, { method, signal, redirect: "error" });
    } catch (error) {
      const { cause = error } = error as { cause?: unknown };
      return `no answer (${String((cause as { code?: unknown }).code ?? cause)})`;
    }
  };
  const vm = async (method: string, path: string, status: number): Promise<Result<ClientVm>> => {
    const answer = await ask(method, path);
    if (typeof answer === "string") return trouble(method, path, answer);
    if (answer.status !== status) return trouble(method, path, String(answer.status));
    const read = clientVmOf(await answer.json().catch(() => undefined));
    return read ? accept(read) : trouble(method, path, "something other than a VM");
  };
  const pathOf = (hostname: string) => `/vms/${encodeURIComponent(hostname)}`;
  return accept({
    async isUp() {
      const answer = await ask("GET", "/health");
      return typeof answer === "object" && answer.status === 200;
    },
    requestVm: () => vm("POST", "/vms", 201),
    readVm: (hostname) => vm("GET", pathOf(hostname), 200),
    async removeVm(hostname) {
      const path = pathOf(hostname);
      const answer = await ask("DELETE", path);
      if (typeof answer === "object" && answer.status === 200) return accept(undefined);
      return trouble("DELETE", path, typeof answer === "string" ? answer : String(answer.status));
    },
  });
}

function clientVmOf(value: unknown): ClientVm | undefined {
  const { hostname, status, gpu_status } = Object(value) as Record<string, unknown>;
  if (typeof hostname !== "string" || typeof status !== "string") return undefined;
  return { hostname, status, health: typeof gpu_status === "string" ? gpu_status : undefined };
}

function trouble(method: string, path: string, answer: string): Result<never> {
  return refuse({
    name: "allocator-trouble",
    seen: `to ${method} ${path} the allocator gave ${answer}`,
    remedy: "Look at the allocator's log.",
  });
}
