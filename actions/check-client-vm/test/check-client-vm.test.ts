import { describe, expect, test } from "@jest/globals";
import { allocatorAt } from "../src/allocator.ts";
import { checkClientVm } from "../src/check-client-vm.ts";
import { parseSeconds } from "../src/seconds.ts";

type Answer = readonly [status: number, body?: unknown] | "cut";

const vm = (status: string, gpu_status: string | null = null) =>
  ({ hostname: "vm-1", status, in_use: false, gpu_status }) as const;
const up: Answer = [200, { status: "ok" }];
const requested: Answer = [201, vm("requested")];
const well: Answer = [200, vm("registered", "healthy")];

/** Checks by answers to each request; the last one is repeated. The clock moves only while it sleeps. */
async function check(answers: Readonly<Record<string, readonly Answer[]>>) {
  const asked: string[] = [];
  const said: string[] = [];
  let time = 0;
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    const request = `${init?.method} ${new URL(String(url)).pathname}`;
    const before = asked.filter((it) => it === request).length;
    asked.push(request);
    const list = answers[request] ?? [];
    const answer = list[Math.min(before, list.length - 1)] ?? [404];
    if (answer === "cut") throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    const [status, body] = answer;
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  const allocator = allocatorAt("http://allocator.test/", fetch);
  if (!allocator.ok) throw new Error("no address");
  const result = await checkClientVm(
    { health: ["healthy"], deadline: 60, interval: 10 },
    {
      allocator: allocator.value,
      now: () => time,
      sleep: async (milliseconds) => {
        time += milliseconds;
      },
      say: (line) => said.push(line),
    },
  );
  const refusals = result.ok ? [] : result.refusals;
  return { result, asked, said, time, names: refusals.map(({ name }) => name), refusals };
}

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
    ["is nonsense", [200, "<html>"], "allocator-trouble", "something other than a VM"],
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

test.each(["", "allocator", "file:///etc/passwd", "ftp://a"])("%j is no address", (address) => {
  expect(allocatorAt(address, fetch)).toMatchObject({ ok: false });
});

test("seconds are whole, and some", () => {
  expect(parseSeconds("deadline", "1200")).toEqual({ ok: true, value: 1200 });
  for (const text of ["0", "-1", "1.5", "1e3", "soon", "9".repeat(7)]) {
    expect(parseSeconds("deadline", text)).toMatchObject({ ok: false });
  }
});
