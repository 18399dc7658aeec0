import type { Decision } from "@lablink-actions/action-kit";
import { combine, listing, map, type Result, refuse } from "@lablink-actions/release-core";
import { type Allocator, allocatorTrouble, type ClientVm } from "./allocator.ts";
import type { Output } from "./declaration.ts";

interface CheckClientVmInputs {
  /** The statuses that pass. */
  readonly health: readonly string[];
  /** Seconds for all of it. */
  readonly deadline: number;
  /** Seconds from one look to the next. */
  readonly interval: number;
}

interface CheckClientVmEffects {
  readonly allocator: Allocator;
  /** Milliseconds, from any moment on. */
  readonly now: () => number;
  /** Rejects if the run is cancelled. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A line for the log, while it goes on. */
  readonly say: (line: string) => void;
}

/**
 * Requests a client VM, and waits until it is registered and well. In any case it is given back, also if the run is
 * cancelled.
 *
 * @returns the outputs, or `allocator-trouble` (LA646), `client-not-ready` (LA647), `client-unhealthy` (LA648)
 * @throws what `sleep` rejects with if the run is cancelled
 */
export async function checkClientVm(
  inputs: CheckClientVmInputs,
  effects: CheckClientVmEffects,
): Promise<Result<Decision<Output>>> {
  const { allocator, say } = effects;
  const clock = startClock(inputs, effects);
  while (!(await allocator.isUp())) {
    if (clock.isOver()) return neverUp(inputs);
    await clock.wait("the allocator is not up yet");
  }
  const requested = await allocator.requestVm();
  if (!requested.ok) return requested;
  const { hostname } = requested.value;
  say(`${hostname} is requested`);
  try {
    const ready = await waitUntilWell(hostname, inputs, allocator, clock);
    const removed = await allocator.removeVm(hostname);
    return map(combine({ ready, removed }), ({ ready: vm }) => describe(vm));
  } catch (cancellation) {
    const removed = await allocator.removeVm(hostname);
    if (!removed.ok) return removed;
    throw cancellation;
  }
}

function describe({ hostname, status, health = "" }: ClientVm): Decision<Output> {
  return {
    outputs: { hostname },
    title: "Client VM",
    facts: [
      ["Name", hostname],
      ["Status", status],
      ["Health", health],
      ["Given back", "yes"],
    ],
  };
}

interface Clock {
  readonly isOver: () => boolean;
  /** Says what is waited for, and waits. */
  readonly wait: (reason: string) => Promise<void>;
}

function startClock(
  { deadline, interval }: CheckClientVmInputs,
  { now, sleep, say }: CheckClientVmEffects,
): Clock {
  const begin = now();
  const seconds = () => (now() - begin) / 1000;
  return {
    isOver: () => seconds() >= deadline,
    async wait(reason) {
      say(`${reason}: ${seconds().toFixed(0)} s of ${deadline} s`);
      await sleep(interval * 1000);
    },
  };
}

/** A look that fails is no verdict while there is time: an allocator under load may miss one. */
async function waitUntilWell(
  hostname: string,
  { health, deadline }: CheckClientVmInputs,
  allocator: Allocator,
  clock: Clock,
): Promise<Result<ClientVm>> {
  for (;;) {
    const seen = await allocator.readVm(hostname);
    if (seen.ok && seen.value.status === "registered" && seen.value.health !== undefined) {
      return health.includes(seen.value.health) ? seen : unhealthy(seen.value, health);
    }
    if (clock.isOver()) return seen.ok ? notReady(seen.value, deadline) : seen;
    await clock.wait(seen.ok ? `${hostname} ${stateOf(seen.value)}` : seen.refusals[0].seen);
  }
}

function stateOf({ status }: ClientVm): string {
  return status === "registered"
    ? "is registered, and has not reported its health"
    : `is ${status}`;
}

function neverUp({ deadline }: CheckClientVmInputs): Result<never> {
  const seen = `the allocator was not up after ${deadline} s`;
  return refuse(allocatorTrouble(seen, "Look at the allocator's log, and check allocator-url."));
}

function notReady(vm: ClientVm, deadline: number): Result<never> {
  return refuse({
    name: "client-not-ready",
    seen: `after ${deadline} s ${vm.hostname} ${stateOf(vm)}`,
    remedy: "Look at the allocator's log, and at the client's if there is a VM.",
  });
}

function unhealthy({ hostname, health }: ClientVm, passing: readonly string[]): Result<never> {
  return refuse({
    name: "client-unhealthy",
    seen: `${hostname} reports ${health}, and what passes is ${listing(passing, "or")}`,
    remedy: "Look at the client's GPU and its driver.",
  });
}
