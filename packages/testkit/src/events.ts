import { readFileSync } from "node:fs";

/** Every recorded event; each is `events/<name>.json`. */
export const eventNames = [
  "dispatch",
  "dispatch-ci-test",
  "dispatch-prod",
  "dispatch-prod-no-versions",
  "dispatch-test",
  "dispatch-unknown",
  "merge-group",
  "pull-request",
  "pull-request-fork",
  "pull-request-target",
  "push-feature",
  "push-main",
  "push-tag",
  "push-test",
  "release",
  "repository-dispatch",
  "schedule",
  "workflow-run",
] as const;

export type EventName = (typeof eventNames)[number];

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** The `github` context of a workflow run. Ids are strings there, as on GitHub. */
export interface GithubContext {
  readonly event_name: string;
  readonly ref: string;
  readonly ref_name: string;
  readonly ref_type: string;
  readonly ref_protected: boolean;
  readonly sha: string;
  readonly repository: string;
  readonly repository_owner: string;
  readonly repository_id: string;
  readonly repository_owner_id: string;
  readonly head_ref: string;
  readonly base_ref: string;
  readonly actor: string;
  readonly actor_id: string;
  readonly triggering_actor: string;
  readonly run_id: string;
  readonly run_number: string;
  readonly run_attempt: string;
  readonly retention_days: string;
  readonly workflow: string;
  readonly workflow_ref: string;
  readonly workflow_sha: string;
  readonly server_url: string;
  readonly api_url: string;
  readonly graphql_url: string;
  /** The webhook's payload. */
  readonly event: { readonly [name: string]: Json };
  /** Only the runner knows these; `runAction` fills them in. */
  readonly token?: string;
  readonly job?: string;
  readonly workspace?: string;
  readonly action?: string;
  readonly action_path?: string;
  readonly event_path?: string;
}

/**
 * A fresh copy of a recorded `github` context; change it freely with a spread. The payloads have the fields that GitHub
 * sends, except most `*_url` templates, which repeat what other fields say.
 */
export function recordedEvent(name: EventName): GithubContext {
  return JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), "utf8"));
}
