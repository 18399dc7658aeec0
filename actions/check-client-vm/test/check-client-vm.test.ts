import { describe, expect, test } from "@jest/globals";
import {
  type Answer,
  busy,
  check,
  clients,
  destroy,
  destroying,
  good,
  health,
  launch,
  launching,
  list,
  none,
  operation,
  queued,
  up,
  vm,
  well,
} from "./support.ts";

test("waits for the allocator, the launch, the registration and the health, and destroys the VM", async () => {
  const starting: Answer = [503, { status: "starting", checks: { database: "ok" } }];
  const answers = {
    ...good(none, [503], clients(vm(null)), clients(vm("running")), well),
    [health]: ["cut", starting, up],
    [launching]: [
      operation("queued"),
      [200, { status: "running", resources_total: 3, resources_completed: 1 }],
      "cut",
      operation("succeeded"),
    ],
    [destroying]: [operation("running"), operation("succeeded")],
  } as const;
  const ran = await check(answers, Number.POSITIVE_INFINITY, 120);
  expect(ran.result).toMatchObject({ ok: true, value: { outputs: { hostname: "vm-1" } } });
  expect(ran.asked.slice(-4)).toEqual([destroy, destroying, destroying, list]);
  expect(ran.said).toEqual([
    "the allocator is not up yet, it gives no answer (ECONNRESET): 0 s of 120 s",
    "the allocator is not up yet, it is starting: 10 s of 120 s",
    "operation 1 launches a client VM",
    "the launch is queued: 20 s of 120 s",
    "the launch is running, with 1 of 3 resources: 30 s of 120 s",
    "to GET /api/operations/1 the allocator gave no answer (ECONNRESET): 40 s of 120 s",
    "the client VM has not registered: 50 s of 120 s",
    "to GET /api/v1/clients the allocator gave 503: 60 s of 120 s",
    "vm-1 has registered, and has not reported its status: 70 s of 120 s",
    "vm-1 is running, and has not reported its health: 80 s of 120 s",
    "the destruction is running: 0 s of 900 s",
  ]);
});

describe("ends at the deadline, and destroys the VM", () => {
  test.each<[string, Answer, string, string]>([
    ["never registers", none, "client-not-ready", "after 60 s the client VM has not registered"],
    ["reports no status", clients(vm(null)), "client-not-ready", "has not reported its status"],
    ["starts for ever", clients(vm("initializing")), "client-not-ready", "vm-1 is initializing"],
    ["is broken", clients(vm("error")), "client-not-ready", "after 60 s vm-1 is error"],
    [
      "never reports its GPU",
      clients(vm("running")),
      "client-not-ready",
      "after 60 s vm-1 is running, and has not reported its health",
    ],
    ["is cut off", "cut", "allocator-trouble", "gave no answer (ECONNRESET)"],
    ["is not answered in time", "late", "allocator-trouble", "gave no answer within 10 s"],
    [
      "is a page",
      [200, "<html>"],
      "allocator-trouble",
      "gave something that is not its API's: it is not JSON",
    ],
    ["is another list", [200, []], "allocator-trouble", "must be keys with values, and is a list"],
  ])("a VM that %s", async (_, answer, name, seen) => {
    const ran = await check({ ...good(), [list]: [none, ...Array(7).fill(answer), none] });
    expect(ran.names).toEqual([name]);
    expect(ran.refusals[0]?.seen).toContain(seen);
    expect(ran.time).toBe(60_000);
    expect(ran.asked.slice(-3)).toEqual([destroy, destroying, list]);
  });

  test("an operation that never ends", async () => {
    const ran = await check({ ...good(), [launching]: [operation("running")] });
    expect(ran.names).toEqual(["client-not-ready"]);
    expect(ran.refusals[0]?.seen).toBe(
      "the launch, the allocator's operation 1, is still running at the deadline",
    );
    expect(ran.asked).toContain(destroy);
  });

  test("an allocator that is never up; then nothing is launched", async () => {
    const ran = await check({ [health]: ["cut"] });
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.refusals[0]?.seen).toBe(
      "the allocator was not up after 60 s: it gives no answer (ECONNRESET)",
    );
    expect(ran.asked).not.toContain(launch);
    expect(ran.time).toBe(60_000);
  });
});

test("a VM that is not well is refused at once", async () => {
  for (const seen of ["Unhealthy", "N/A"]) {
    const ran = await check(good(clients(vm("running", seen))));
    expect(ran.names).toEqual(["client-unhealthy"]);
    expect(ran.time).toBe(0);
    expect(ran.asked).toContain(destroy);
  }
});

test("a launch that is not accepted is refused, with the allocator's own words", async () => {
  for (const status of [400, 405, 500]) {
    const error = "Allocator outputs not found.";
    const ran = await check({ ...good(), [launch]: [[status, { status: "error", error }]] });
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.refusals[0]?.seen).toBe(
      `to POST /api/launch the allocator gave ${status}: Allocator outputs not found.`,
    );
    expect(ran.asked).not.toContain(destroy);
  }
});

test("a redirect is not followed", async () => {
  const ran = await check({ ...good(), [launch]: [[302]] });
  expect(ran.refusals[0]?.seen).toBe("to POST /api/launch the allocator gave 302");
});

test("a launch that fails shows the end of its error, and the VM is destroyed as well", async () => {
  const error = Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\n");
  const ran = await check({ ...good(), [launching]: [operation("failed", error)] });
  expect(ran.names).toEqual(["client-operation-failed"]);
  const shown = error.split("\n").slice(10).join("\n");
  expect(ran.refusals[0]?.seen).toContain(`ended as failed: …\n${shown}`);
  expect(ran.asked).toContain(destroy);
  for (const status of ["interrupted", "something new"]) {
    const other = await check({ ...good(), [launching]: [operation(status)] });
    expect(other.refusals[0]?.seen).toContain(`ended as ${status}: it says no error`);
  }
});

describe("the destruction", () => {
  test("waits for an operation that runs", async () => {
    const ran = await check({ ...good(well), [destroy]: [busy(7), queued(2)] });
    expect(ran.result).toMatchObject({ ok: true });
    expect(ran.said).toContain("the allocator is busy with operation 7: 0 s of 900 s");
  });

  test("ends at its own deadline", async () => {
    const ran = await check({ ...good(well), [destroy]: [busy(7)] });
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.time).toBe(900_000);
  });

  test("that fails is refused, beside what else is wrong", async () => {
    const failed = { [destroying]: [operation("failed", "Error: no")] } as const;
    expect((await check({ ...good(well), ...failed })).names).toEqual(["client-operation-failed"]);
    const both = await check({ ...good(clients(vm("running", "Unhealthy"))), ...failed });
    expect(both.names).toEqual(["client-unhealthy", "client-operation-failed"]);
  });

  test("is believed only if the allocator has no VM afterwards", async () => {
    const ran = await check({ ...good(well), [list]: [none, well] });
    expect(ran.names).toEqual(["client-operation-failed"]);
    expect(ran.refusals[0]?.seen).toBe(
      "the destruction ended as succeeded, and the allocator still has vm-1",
    );
  });
});

test("an allocator that somebody else uses is left alone", async () => {
  const others = await check({ ...good(), [list]: [well] });
  expect(others.names).toEqual(["allocator-in-use"]);
  const launches = await check({ ...good(), [launch]: [busy(3)] });
  expect(launches.refusals[0]?.seen).toContain("it is busy with operation 3");
  for (const { asked } of [others, launches]) expect(asked).not.toContain(destroy);
});

test("a wrong account is refused at once, by whatever is asked first", async () => {
  for (const status of [401, 403]) {
    const ran = await check({ ...good(), [list]: [[status, "Unauthorized Access"]] });
    expect(ran.names).toEqual(["allocator-denied"]);
    expect(ran.time).toBe(0);
  }
});

test("an allocator before 0.2 is named as such, at once", async () => {
  const page: Answer = [404, "<!doctype html><title>404 Not Found</title>"];
  for (const statuses of [
    [404, { error: "No VMs found." }] as const,
    [200, { a: "running" }] as const,
  ]) {
    const ran = await check({ [health]: [page], "GET /api/vm-status": [statuses] });
    expect(ran.names).toEqual(["allocator-trouble"]);
    expect(ran.refusals[0]?.seen).toContain("that is the API of a version before 0.2");
    expect(ran.time).toBe(0);
  }
  // A proxy that is up before the allocator is neither.
  const proxy = await check({ [health]: [page], "GET /api/vm-status": [page] });
  expect(proxy.refusals[0]?.seen).toBe("the allocator was not up after 60 s: it answers 404");
});

describe("a cancelled run", () => {
  test("orders the destruction, says so, and ends as cancelled", async () => {
    const ran = await check({ ...good(), [launching]: [operation("running")] }, 10);
    expect(ran.result).toBeUndefined();
    expect(ran.asked.at(-1)).toBe(destroy);
    expect(ran.said.at(-1)).toContain("Operation 2 of the allocator destroys the client VM");
  });

  test("says so if the destruction is not accepted", async () => {
    const busyThen = { [launching]: [operation("running")], [destroy]: [busy(1)] } as const;
    const ran = await check({ ...good(), ...busyThen }, 10);
    expect(ran.result).toBeUndefined();
    expect(ran.said.at(-1)).toContain("it could not be asked to destroy the client VM");
    const cut = await check({ ...good(), ...busyThen, [destroy]: ["cut"] }, 10);
    expect(cut.names).toEqual(["allocator-trouble"]);
    expect(cut.refusals[0]?.seen).toBe(
      "to POST /destroy the allocator gave no answer (ECONNRESET)",
    );
  });

  test("launches nothing if the allocator was not up by then", async () => {
    const ran = await check({ [health]: ["cut"] }, 20);
    expect(ran.result).toBeUndefined();
    expect(ran.asked).toEqual([health, health]);
  });
});
