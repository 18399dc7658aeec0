import { join } from "node:path";
import {
  actionDefinition,
  hasStandIn,
  standInsRoot,
  thirdPartyActions,
} from "@lablink-actions/testkit";

/** What stands in for a third-party action: the action and commit as a workflow names it, and a folder. */
export interface StandIn {
  readonly action: string;
  readonly uses: string;
  readonly folder: string;
}

/** Everything that can stand in for a third-party action at the commit our workflows name. */
export const standIns: readonly StandIn[] = Object.entries(thirdPartyActions)
  .filter(([action]) => hasStandIn(action))
  .map(([action, { commit }]) => ({
    action,
    uses: `${action}@${commit}`,
    folder: join(standInsRoot, action),
  }));

/** Those of them whose steps ran, by what act's log says. */
export function usedStandIns(log: string): StandIn[] {
  // act reads the action.yml of every step there is, and the whole folder of those that run.
  return standIns.filter(({ action, uses }) =>
    log.includes(`read cachedir ${action} with ref ${uses.split("@")[1]} and subpath ''`),
  );
}

/** What a run ends with: a line for each third-party action that was not itself, with what was done in its place. */
export function describeStandIns(used: readonly StandIn[]): string[] {
  if (used.length === 0) return ["Nothing was stood in for."];
  const lines = used.map(({ action }) => {
    const { version } = thirdPartyActions[action] ?? {};
    const { description } = actionDefinition(action, standInsRoot);
    return `  ${action} ${version}: ${description}`;
  });
  return ["Stood in for:", ...lines];
}
