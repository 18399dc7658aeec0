import { type Clock, type Decision, startClock, type Time } from "@lablink-actions/action-kit";
import {
  accept,
  andThen,
  combine,
  listing,
  map,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type Allocator, allocatorTrouble, type Begun, type ClientVm } from "./allocator.ts";
import type { Output } from "./declaration.ts";
import { beginDestruction, operationEnds } from "./operation.ts";
import { notReady, operationFailed } from "./refusals.ts";

interface CheckClientVmInputs {
  /** The statuses of a GPU that pass. */
  readonly health: readonly string[];
  /** Seconds until the VM must be well. */
  readonly deadline: number;
  /** Seconds from one look to the next. */
  readonly interval: number;
}

interface CheckClientVmEffects extends Time {
  readonly allocator: Allocator;
}

/** Seconds for the destruction, after the deadline: EC2 takes minutes to end a machine. */
const destruction = 900;

/**
 * Launches a client VM, waits until it is well, and destroys it in any case. The allocator destroys only all VMs at
 * once, so there must be none before.
 *
 * @returns the outputs, or `allocator-trouble` (LA646), `allocator-denied` (LA634), `allocator-in-use` (LA636),
 * `client-operation-failed` (LA635), `client-not-ready` (LA647), `client-unhealthy` (LA648)
 * @throws what `sleep` rejects with if the run is cancelled
 */
export async function checkClientVm(
  inputs: CheckClientVmInputs,
  effects: CheckClientVmEffects,
): Promise<Result<Decision<Output>>> {
  const { allocator, say } = effects;
  const clock = startClock(inputs.deadline, inputs.interval, effects);
  const ready = await waitUntilReady(allocator, clock, inputs);
  if (!ready.ok) return ready;
  const unused = andThen(await allocator.clients(), requireNone);
  if (!unused.ok) return unused;
  const launched = andThen(await allocator.launch(), requireBegun);
  if (!launched.ok) return launched;
  const id = launched.value;
  say(`operation ${id} launches a client VM`);
  try {
    const ended = await operationEnds(allocator, id, "the launch", clock);
    const well = ended.ok ? await waitUntilWell(inputs, allocator, clock) : ended;
    const later = startClock(destruction, inputs.interval, effects);
    const destroyed = await destroyAll(allocator, later);
    return map(combine({ well, destroyed }), ({ well: vm }) => describe(vm));
  } catch (cancellation) {
    const begun = await allocator.destroy();
    if (!begun.ok) return begun;
    say("operation" in begun.value ? orderedOnly(begun.value.operation) : notOrdered);
    throw cancellation;
  }
}

/** GitHub ends a cancelled step within seconds, so nobody waits for the operation. */
const orderedOnly = (id: number) =>
  `The run was cancelled. Operation ${id} of the allocator destroys the client VM; this run does not wait for it.`;
const notOrdered =
  "The run was cancelled while the allocator was busy, so it could not be asked to destroy the client VM. Destroy it on the instances' page of the administrator, or destroy the deployment.";

function describe({ hostname, status, healthy }: ClientVm): Decision<Output> {
  return {
    outputs: { hostname },
    title: "Client VM",
    facts: [
      ["Name", hostname],
      ["Status", status ?? ""],
      ["Health", healthy ?? ""],
      ["Destroyed", "yes"],
    ],
  };
}

async function waitUntilReady(
  allocator: Allocator,
  clock: Clock,
  { deadline }: CheckClientVmInputs,
): Promise<Result<void>> {
  for (;;) {
    const readiness = await allocator.readiness();
    if (readiness === "ready") return accept(undefined);
    if (readiness === "older") {
      return refuse(
        allocatorTrouble(
          "the allocator has no /api/health, and gives the status of VMs to anybody: that is the API of a version before 0.2",
          "Deploy an image of lablink-allocator-service 0.2.0 or later.",
        ),
      );
    }
    const { waitingFor } = readiness;
    if (clock.isOver()) {
      const seen = `the allocator was not up after ${deadline} s: ${waitingFor}`;
      const remedy = "Look at the allocator's log, and check allocator-url.";
      return refuse(allocatorTrouble(seen, remedy));
    }
    await clock.wait(`the allocator is not up yet, ${waitingFor}`);
  }
}

function requireNone(clients: readonly ClientVm[]): Result<void> {
  return clients.length === 0 ? accept(undefined) : inUse(`has client VMs: ${namesOf(clients)}`);
}

function requireBegun(begun: Begun): Result<number> {
  if ("operation" in begun) return accept(begun.operation);
  return inUse(`is busy with operation ${begun.busyWith ?? "of somebody"}`);
}

function inUse(seen: string): Result<never> {
  return refuse({
    name: "allocator-in-use",
    seen: `somebody else uses the allocator: it ${seen}`,
    remedy:
      "Use an allocator of this run's own. It can only destroy all its VMs at once, so this check would destroy those of others.",
  });
}

function namesOf(clients: readonly ClientVm[]): string {
  return listing(clients.map(({ hostname }) => hostname));
}

/** A look that fails is no verdict while there is time: an allocator under load may miss one. */
async function waitUntilWell(
  { health, deadline }: CheckClientVmInputs,
  allocator: Allocator,
  clock: Clock,
): Promise<Result<ClientVm>> {
  for (;;) {
    const seen = await allocator.clients();
    const vm = seen.ok ? seen.value[0] : undefined;
    if (vm?.status === "running" && vm.healthy) {
      const passes = health.some((one) => one.toLowerCase() === vm.healthy?.toLowerCase());
      return passes ? accept(vm) : unhealthy(vm, health);
    }
    const state = seen.ok ? stateOf(vm) : seen.refusals[0].seen;
    if (clock.isOver()) return seen.ok ? refuse(notReady(`after ${deadline} s ${state}`)) : seen;
    await clock.wait(state);
  }
}

function stateOf(vm: ClientVm | undefined): string {
  if (vm === undefined) return "the client VM has not registered";
  const { hostname, status } = vm;
  if (!status) return `${hostname} has registered, and has not reported its status`;
  return status === "running"
    ? `${hostname} is running, and has not reported its health`
    : `${hostname} is ${status}`;
}

async function destroyAll(allocator: Allocator, clock: Clock): Promise<Result<void>> {
  const begun = await beginDestruction(allocator, clock);
  if (!begun.ok) return begun;
  const ended = await operationEnds(allocator, begun.value, "the destruction", clock);
  if (!ended.ok) return ended;
  // An operation that says it succeeded is no proof.
  return andThen(await allocator.clients(), (left) =>
    left.length === 0
      ? accept(undefined)
      : refuse(
          operationFailed(
            `the destruction ended as succeeded, and the allocator still has ${namesOf(left)}`,
          ),
        ),
  );
}

function unhealthy({ hostname, healthy }: ClientVm, passing: readonly string[]): Result<never> {
  return refuse({
    name: "client-unhealthy",
    seen: `${hostname} reports ${healthy}, and what passes is ${listing(passing, "or")}`,
    remedy: "Look at the client's GPU and its driver. If its machine has none, add N/A to health.",
  });
}
