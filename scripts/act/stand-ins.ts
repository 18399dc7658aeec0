import { join } from "node:path";
import {
  actionDefinition,
  hasStandIn,
  standInsRoot,
  thirdPartyActions,
} from "@lablink-actions/testkit";

/** A stand-in for a third-party action: the action and commit as a workflow names them, and a folder. */
export interface StandIn {
  readonly action: string;
  readonly uses: string;
  readonly folder: string;
}

/** The stand-ins for all third-party actions, at the commits that our workflows name. */
export const standIns: readonly StandIn[] = Object.entries(thirdPartyActions)
  .filter(([action]) => hasStandIn(action))
  .map(([action, { commit }]) => ({
    action,
    uses: `${action}@${commit}`,
    folder: join(standInsRoot, action),
  }));

/** The stand-ins whose steps ran, by act's log. */
export function usedStandIns(log: string): StandIn[] {
  // act reads the action.yml of every step there is, and the whole folder of those that run.
  return standIns.filter(({ action, uses }) =>
    log.includes(`read cachedir ${action} with ref ${uses.split("@")[1]} and subpath ''`),
  );
}

/** The last lines of a run: one for each third-party action that had a stand-in, with what the stand-in did. */
export function describeStandIns(used: readonly StandIn[]): string[] {
  if (used.length === 0) return ["Nothing was stood in for."];
  const lines = used.map(({ action }) => {
    const { version } = thirdPartyActions[action] ?? {};
    const { description } = actionDefinition(action, standInsRoot);
    return `  ${action} ${version}: ${description}`;
  });
  return ["Stood in for:", ...lines];
}
