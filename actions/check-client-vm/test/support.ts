import { Readable } from "node:stream";
import type { Http } from "@lablink-actions/registries";
import { allocatorAt } from "../src/allocator.ts";
import { checkClientVm } from "../src/check-client-vm.ts";

export type Answer = readonly [status: number, body?: unknown] | "cut" | "late";

export const account = { username: "admin", password: "hunter2" };

export const vm = (status: string | null, healthy: string | null = null) =>
  ({ hostname: "vm-1", status, healthy, inuse: false, provider: "aws" }) as const;
export const clients = (...list: readonly unknown[]): Answer => [200, { clients: list }];
export const operation = (status: string, error: string | null = null): Answer => [
  200,
  { id: 1, op_type: "apply", status, error, resources_total: null, resources_completed: null },
];
export const up: Answer = [200, { status: "healthy", checks: {} }];
export const queued = (id: number): Answer => [202, { job_id: id, status: "queued" }];
export const busy = (id: number): Answer => [409, { status: "error", error: "…", job_id: id }];
export const none = clients();
export const well = clients(vm("running", "Healthy"));

export const health = "GET /api/health";
export const list = "GET /api/v1/clients";
export const launch = "POST /api/launch";
export const launching = "GET /api/operations/1";
export const destroy = "POST /destroy";
export const destroying = "GET /api/operations/2";

/** An allocator where everything goes well, whose list of clients is this. */
export function good(...lists: readonly Answer[]) {
  return {
    [health]: [up],
    [list]: [none, ...lists, none],
    [launch]: [queued(1)],
    [launching]: [operation("succeeded")],
    [destroy]: [queued(2)],
    [destroying]: [operation("succeeded")],
  } as const;
}

/**
 * Checks by answers to each request; the last one is repeated. The clock moves only while it sleeps, and the run is
 * cancelled when it has slept for so many seconds.
 */
export async function check(
  answers: Readonly<Record<string, readonly Answer[]>>,
  cancelAfter = Number.POSITIVE_INFINITY,
  deadline = 60,
) {
  const asked: string[] = [];
  const said: string[] = [];
  let time = 0;
  const isCancelled = () => time >= cancelAfter * 1000;
  const last: Http = async ({ method, url }) => {
    const request = `${method} ${url.pathname}`;
    const before = asked.filter((it) => it === request).length;
    asked.push(request);
    const given = answers[request] ?? [];
    const answer = given[Math.min(before, given.length - 1)] ?? [404];
    if (answer === "cut") throw Object.assign(new Error("cut"), { code: "ECONNRESET" });
    if (answer === "late") throw new DOMException("late", "TimeoutError");
    const [status, body] = answer;
    const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
    return { status, headers: new Map(), body: Readable.from([Buffer.from(text)]) };
  };
  const ask: Http = async (request) => {
    if (isCancelled()) throw new Error("the run was cancelled (SIGINT)");
    return last(request);
  };
  const result = await checkClientVm(
    { health: ["healthy"], deadline, interval: 10 },
    {
      allocator: allocatorAt(new URL("http://allocator.test/"), account, ask, last),
      now: () => time,
      sleep: async (milliseconds) => {
        time += milliseconds;
        if (isCancelled()) throw cancellation;
      },
      say: (line) => said.push(line),
    },
  ).catch((error: unknown) => {
    if (error !== cancellation) throw error;
    return undefined;
  });
  const refusals = result === undefined || result.ok ? [] : result.refusals;
  return { result, asked, said, time, names: refusals.map(({ name }) => name), refusals };
}

const cancellation = new Error("The operation was aborted");
