import type { ReleaseConfig } from "@lablink-actions/release-config";
import { type EventName, type GithubContext, recordedEvent } from "@lablink-actions/testkit";
import type { AskedRun } from "./arguments.ts";

/** One way a run can start. */
export interface Scenario {
  readonly title: string;
  readonly github: GithubContext;
  /** What the workflow gives under with:, besides the actions' defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** Package to version, as the run's inputs give it. */
  readonly versions: ReadonlyMap<string, string>;
}

const noVersions: ReadonlyMap<string, string> = new Map();

/** Every trigger of the decision table, refused ones among them. */
export function allScenarios(versions: ReadonlyMap<string, string>): Scenario[] {
  const bad = new Map([...versions.keys()].map((name) => [name, "latest"]));
  return [
    recorded("pull request", "pull-request"),
    recorded("pull request from a fork", "pull-request-fork"),
    recorded("merge group", "merge-group"),
    recorded("push to main", "push-main"),
    recorded("push to test", "push-test"),
    recorded("push to another branch", "push-feature"),
    recorded("push of a tag", "push-tag"),
    recorded("schedule", "schedule"),
    recorded("release", "release"),
    recorded("repository dispatch", "repository-dispatch"),
    recorded("dispatch", "dispatch"),
    recorded("dispatch, test", "dispatch-test"),
    recorded("dispatch, ci-test", "dispatch-ci-test"),
    { ...recorded("dispatch, prod", "dispatch-prod"), versions },
    recorded("dispatch, prod, no versions", "dispatch-prod-no-versions"),
    { ...recorded("dispatch, prod, version latest", "dispatch-prod"), versions: bad },
    {
      ...recorded("dispatch, prod, ref not allowed", "dispatch-prod"),
      versions,
      settings: { "production-refs": "release/*" },
    },
    { ...recorded("dispatch, test, with versions", "dispatch-test"), versions },
    recorded("dispatch, unknown environment", "dispatch-unknown"),
    {
      ...recorded("push to main, asking for prod", "push-main"),
      settings: { environment: "prod" },
    },
    recorded("pull_request_target", "pull-request-target"),
    recorded("workflow_run", "workflow-run"),
  ];
}

/** The run that is asked for, made from the recorded event that is most like it. */
export function askedScenario({ event, ref, environment, versions }: AskedRun): Scenario {
  const github = recordedEvent(recordings[event] ?? "push-main");
  const full = ref ?? github.ref;
  const title = `${event} on ${full}${environment ? `, environment ${environment}` : ""}`;
  return {
    title,
    github: {
      ...github,
      event_name: event,
      ref: full,
      ref_name: full.replace(/^refs\/[^/]+\//, ""),
      event: { ...github.event, inputs: { environment } },
    },
    settings: {},
    versions,
  };
}

/** The inputs of the image workflow, as a dispatch gives them. */
export function workflowInputs(
  { packages }: ReleaseConfig,
  { versions, github }: Scenario,
): Record<string, string> {
  const given = packages.map(({ name, versionInput }) => [versionInput, versions.get(name) ?? ""]);
  const { environment = "" } = (github.event["inputs"] ?? {}) as { environment?: string };
  return { environment, ...Object.fromEntries(given) };
}

const recordings: Readonly<Record<string, EventName>> = {
  merge_group: "merge-group",
  pull_request: "pull-request",
  pull_request_target: "pull-request-target",
  push: "push-main",
  release: "release",
  repository_dispatch: "repository-dispatch",
  schedule: "schedule",
  workflow_dispatch: "dispatch",
  workflow_run: "workflow-run",
};

function recorded(title: string, name: EventName): Scenario {
  return { title, github: recordedEvent(name), settings: {}, versions: noVersions };
}
