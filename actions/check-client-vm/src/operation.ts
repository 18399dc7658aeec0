import type { Clock } from "@lablink-actions/action-kit";
import { accept, andThen, type Result, refuse } from "@lablink-actions/release-core";
import { type Allocator, allocatorTrouble, type Operation } from "./allocator.ts";
import { notReady, operationFailed } from "./refusals.ts";

/** Lines of OpenTofu's error that a refusal shows; the rest is in the allocator's log. */
const lines = 20;

/**
 * Begins the destruction. If an operation runs, such as a launch that takes longer than its deadline, it waits for that
 * one first.
 *
 * @returns the operation's number; or `allocator-trouble` (LA646), `allocator-denied` (LA634)
 */
export async function beginDestruction(
  allocator: Allocator,
  clock: Clock,
): Promise<Result<number>> {
  for (;;) {
    const begun = await allocator.destroy();
    if (!begun.ok) return begun;
    if ("operation" in begun.value) return accept(begun.value.operation);
    const { busyWith } = begun.value;
    const other = `operation ${busyWith ?? "of somebody else"}`;
    if (clock.isOver()) {
      const seen = `the allocator does one operation at a time, and ${other} has not ended`;
      return refuse(allocatorTrouble(seen, "Look at the instances' page of its administrator."));
    }
    await clock.wait(`the allocator is busy with ${other}`);
  }
}

/**
 * Waits until an operation ends. A look that fails is no verdict while there is time: an allocator under load may miss
 * one.
 *
 * @param what it does, as a noun: `the launch`
 * @returns nothing if it succeeded; or `client-operation-failed` (LA635) with the operation's own error,
 * `allocator-trouble` (LA646), `allocator-denied` (LA634)
 */
export async function operationEnds(
  allocator: Allocator,
  id: number,
  what: string,
  clock: Clock,
): Promise<Result<void>> {
  for (;;) {
    const seen = await allocator.operation(id);
    if (seen.ok && !isPending(seen.value)) {
      return seen.value.status === "succeeded" ? accept(undefined) : failed(id, what, seen.value);
    }
    if (clock.isOver()) return andThen(seen, (one) => unfinished(id, what, one));
    await clock.wait(seen.ok ? `${what} is ${progressOf(seen.value)}` : seen.refusals[0].seen);
  }
}

function isPending({ status }: Operation): boolean {
  return status === "queued" || status === "running";
}

function progressOf({ status, resources_total: total, resources_completed: done }: Operation) {
  return total ? `${status}, with ${done ?? 0} of ${total} resources` : status;
}

function failed(id: number, what: string, { status, error }: Operation): Result<never> {
  const said = (error ?? "").trim().split("\n");
  const cut = said.length > lines ? ["…", ...said.slice(-lines)] : said;
  const why = cut.join("\n") || "it says no error";
  return refuse(
    operationFailed(`${what}, the allocator's operation ${id}, ended as ${status}: ${why}`),
  );
}

function unfinished(id: number, what: string, operation: Operation): Result<never> {
  const state = `is still ${progressOf(operation)} at the deadline`;
  return refuse(notReady(`${what}, the allocator's operation ${id}, ${state}`));
}
