import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import type { Http } from "@lablink-actions/registries";
import { allocatorAt, parseAllocatorUrl } from "../src/allocator.ts";
import { checkClientVm } from "../src/check-client-vm.ts";

type Answer = readonly [status: number, body?: unknown] | "cut" | "late";

const vm = (status: string, gpu_status: string | null = null) =>
  ({ hostname: "vm-1", status, in_use: false, gpu_status }) as const;
const up: Answer = [200, { status: "ok" }];
const requested: Answer = [201, vm("requested")];
const well: Answer = [200, vm("registered", "healthy")];

/**
 * Checks by answers to each request; the last one is repeated. The clock moves only while it sleeps, and the run is
 * cancelled when it has slept for so many seconds.
 */
async function check(
  answers: Readonly<Record<string, readonly Answer[]>>,
  cancelAfter = Number.POSITIVE_INFINITY,
) {
  const asked: string[] = [];
  const said: string[] = [];
  let time = 0;
  const isCancelled = () => time >= cancelAfter * 1000;
  const last: Http = async ({ method, url }) => {
    const request = `${method} ${url.pathname}`;
    const before = asked.filter((it) => it === request).length;
    asked.push(request);
    const list = answers[request] ?? [];
    const answer = list[Math.min(before, list.length - 1)] ?? [404];
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
    { health: ["healthy"], deadline: 60, interval: 10 },
    {
      allocator: allocatorAt(new URL("http://allocator.test/"), ask, last),
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
const remove = { "DELETE /vms/vm-1": [[200, { removed: "vm-1" }]] } as const;
const begin = { "GET /health": [up], "POST /vms": [requested], ...remove } as const;

test("waits for the allocator, the registration and the health, and gives the VM back", async () => {
  const ran = await check({
    ...begin,
    "GET /health": ["cut", [502], up],
    "GET /vms/vm-1": [[200, vm("requested")], [503], [200, vm("registered")], well],
  });
  expect(ran.result).toMatchObject({ ok: true, value: { outputs: { hostname: "vm-1" } } });
  expect(ran.asked.at(-1)).toBe("DELETE /vms/vm-1");
  expect(ran.said).toEqual([
    "the allocator is not up yet: 0 s of 60 s",
    "the allocator is not up yet: 10 s of 60 s",
    "vm-1 is requested",
    "vm-1 is requested: 20 s of 60 s",
    "to GET /vms/vm-1 the allocator gave 503: 30 s of 60 s",
    "vm-1 is registered, and has not reported its health: 40 s of 60 s",
  ]);
});

describe("ends at the deadline, and gives the VM back", () => {
  test.each<[string, Answer, string, string]>([
    ["never registers", [200, vm("requested")], "client-not-ready", "after 60 s vm-1 is requested"],
    [
      "never reports",
      [200, vm("registered")],
      "client-not-ready",
      "after 60 s vm-1 is registered, and has not reported its health",
    ],
    ["is forgotten", [404], "allocator-trouble", "gave 404"],
    ["is cut off", "cut", "allocator-trouble", "gave no answer (ECONNRESET)"],
    ["is not answered in time", "late", "allocator-trouble", "gave no answer within 10 s"],
    [
      "is nonsense",
      [200, "<html>"],
      "allocator-trouble",
      "something other than a VM: it is not JSON",
    ],
    [
      "is another VM's list",
      [200, []],
      "allocator-trouble",
      "it must be keys with values, and is a list",
    ],
  ])("a VM that %s", async (_, answer, name, seen) => {
    const ran = await check({ ...begin, "GET /vms/vm-1": [answer] });
    expect(ran.names).toEqual([name]);
    expect(ran.refusals[0]?.seen).toContain(seen);
    expect(ran.time).toBe(60_000);
    expect(ran.asked.at(-1)).toBe("DELETE /vms/vm-1");
  });

  test("an allocator that is never up; then there is no VM to give back", async () => {
    const ran = await check({ "GET /health": ["cut"] });
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.asked).not.toContain("POST /vms");
    expect(ran.time).toBe(60_000);
  });
});

test("a VM that is not well is refused at once", async () => {
  for (const health of ["unhealthy", "missing"]) {
    const ran = await check({ ...begin, "GET /vms/vm-1": [[200, vm("registered", health)]] });
    expect(ran.names).toEqual(["client-unhealthy"]);
    expect(ran.time).toBe(0);
  }
});

test("a VM that is not given, or not taken back, is refused", async () => {
  expect((await check({ ...begin, "POST /vms": [[500]] })).names).toEqual(["allocator-trouble"]);
  const kept = { ...begin, "GET /vms/vm-1": [well], "DELETE /vms/vm-1": [[500]] } as const;
  expect((await check(kept)).names).toEqual(["allocator-trouble"]);
  const both = { ...kept, "GET /vms/vm-1": [[200, vm("requested")]] } as const;
  expect((await check(both)).names).toEqual(["client-not-ready", "allocator-trouble"]);
});

describe("a cancelled run", () => {
  test("gives the VM back, and ends as cancelled", async () => {
    const ran = await check({ ...begin, "GET /vms/vm-1": [[200, vm("requested")]] }, 10);
    expect(ran.result).toBeUndefined();
    expect(ran.asked.at(-1)).toBe("DELETE /vms/vm-1");
  });

  test("says so if the VM is not taken back", async () => {
    const kept = {
      "GET /vms/vm-1": [[200, vm("requested")]],
      "DELETE /vms/vm-1": ["cut"],
    } as const;
    const ran = await check({ ...begin, ...kept }, 10);
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.refusals[0]?.seen).toBe(
      "to DELETE /vms/vm-1 the allocator gave no answer (ECONNRESET)",
    );
  });

  test("requests no VM if the allocator was not up by then", async () => {
    const ran = await check({ "GET /health": ["cut"] }, 20);
    expect(ran.result).toBeUndefined();
    expect(ran.asked).toEqual(["GET /health", "GET /health"]);
  });
});

test.each(["vm 1", "..", "", "a/b", "vm-1?x"])("%j is not the name of a VM", async (hostname) => {
  const ran = await check({ ...begin, "POST /vms": [[201, { ...vm("requested"), hostname }]] });
  expect(ran.names).toEqual(["allocator-trouble"]);
  expect(ran.asked).toEqual(["GET /health", "POST /vms"]);
});

test("an address may have a path", async () => {
  const asked: string[] = [];
  const ask: Http = async ({ url }) => {
    asked.push(url.href);
    throw new Error("no network");
  };
  const allocator = allocatorAt(new URL("https://a.test/lablink/?x#y"), ask, ask);
  await allocator.isUp();
  await allocator.removeVm("vm-1");
  expect(asked).toEqual(["https://a.test/lablink/health", "https://a.test/lablink/vms/vm-1"]);
});

test.each(["", "allocator", "file:///etc/passwd", "ftp://me:hunter2@a"])(
  "%j is not an address, and is not shown",
  (address) => {
    const refused = parseAllocatorUrl(address, "allocator-url");
    expect(refused).toMatchObject({
      ok: false,
      refusals: [{ name: "input-invalid" }],
    });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
  },
);
