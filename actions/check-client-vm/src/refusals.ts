import type { Refusal } from "@lablink-actions/release-core";

/** `client-operation-failed` (LA635): the allocator could not create or destroy a VM. */
export function operationFailed(seen: string): Refusal {
  return {
    name: "client-operation-failed",
    seen,
    remedy:
      "Fix what the error says; the allocator's log has all of it. If VMs may be left, destroy the deployment.",
  };
}

/** `client-not-ready` (LA647): something was not there at the deadline. */
export function notReady(seen: string): Refusal {
  return {
    name: "client-not-ready",
    seen,
    remedy: "Look at the allocator's log, and at the client's if there is a VM.",
  };
}
