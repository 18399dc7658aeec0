import { type EventName, type Json, recordedEvent } from "@lablink-actions/testkit";

const names: readonly EventName[] = [
  "dispatch-prod",
  "dispatch-test",
  "pull-request",
  "pull-request-fork",
  "push-main",
  "push-tag",
  "push-test",
  "release",
];

interface PullRequest {
  readonly head: { readonly ref: string; readonly repo: { readonly full_name: string } };
  readonly base: { readonly ref: string };
}

/** `examples/lablink/.github/events`: what `act --eventpath` takes for each event, by its path. */
export function eventFiles(): [string, string][] {
  return names.map((name) => [
    `examples/lablink/.github/events/${name}.json`,
    `${JSON.stringify(payload(recordedEvent(name).event), undefined, 2)}\n`,
  ]);
}

/** What act and the actions read of a payload, except its commit: act takes the one that is checked out. */
function payload(event: Readonly<Record<string, Json>>): Record<string, unknown> {
  const { ref, inputs, number } = event;
  const release = event["release"] as { tag_name: string } | undefined;
  const pull = event["pull_request"] as unknown as PullRequest | undefined;
  return {
    ...{ ref, inputs, number },
    ...(release && { release: { tag_name: release.tag_name } }),
    ...(pull && {
      pull_request: {
        head: { ref: pull.head.ref, repo: { full_name: pull.head.repo.full_name } },
        base: { ref: pull.base.ref },
      },
    }),
  };
}
