import {
  type EventName,
  type GithubContext,
  type Json,
  recordedEvent,
} from "@lablink-actions/testkit";

/** What starts a run: the event's name and the webhook's payload. */
export interface WorkflowEvent {
  readonly name: string;
  readonly payload: GithubContext["event"];
}

/**
 * A recorded event, as if it had happened to a commit of a checkout: act takes the commit of a push from the payload,
 * of a dispatch from git.
 */
export function eventAt(recorded: EventName, commit: string): WorkflowEvent {
  const { event_name, event } = recordedEvent(recorded);
  const pullRequest = event["pull_request"] as { head: Record<string, Json> } | undefined;
  return {
    name: event_name,
    payload: {
      ...event,
      ...(event_name === "push" && { after: commit }),
      ...(pullRequest && {
        pull_request: { ...pullRequest, head: { ...pullRequest.head, sha: commit } },
      }),
    },
  };
}

/** A manual dispatch with these inputs. */
export function dispatchAt(
  recorded: EventName,
  commit: string,
  inputs: Readonly<Record<string, string>>,
): WorkflowEvent {
  const { name, payload } = eventAt(recorded, commit);
  return { name, payload: { ...payload, inputs: { ...(payload["inputs"] as object), ...inputs } } };
}
