import { isPullRequest, type Trigger } from "./trigger.ts";

/** The repository of a run, and the one that its commit comes from. */
export interface RunRepositories {
  readonly repository: string;
  /** Empty unless the run is of a pull request whose repository still exists. */
  readonly headRepository: string;
}

/** False for a fork's pull request: it runs with a token that may only read, and without secrets. */
export function canPush(
  trigger: Pick<Trigger, "eventName">,
  { repository, headRepository }: RunRepositories,
): boolean {
  return !isPullRequest(trigger) || headRepository === repository;
}
