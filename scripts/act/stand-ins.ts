import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  actionDefinition,
  hasStandIn,
  standInsRoot,
  thirdPartyActions,
} from "@lablink-actions/testkit";

/** What runs as a third-party action: the action and commit as a workflow names them, and a folder. */
export interface StandIn {
  readonly action: string;
  readonly uses: string;
  readonly folder: string;
  /** Whether the folder has the action itself, from REAL_ACTIONS. */
  readonly isReal: boolean;
}

/** A folder with third-party actions as they are, each at OWNER/NAME; docs/run-locally.md says how to make it. */
const realActions = process.env["REAL_ACTIONS"] ?? "";

/** What stands in for every third-party action, at the commits that our workflows name. */
export const standIns: readonly StandIn[] = Object.entries(thirdPartyActions)
  .filter(([action]) => hasStandIn(action))
  .map(([action, { commit }]) => {
    const real = join(realActions, action);
    const isReal = realActions !== "" && existsSync(join(real, "action.yml"));
    const folder = isReal ? real : join(standInsRoot, action);
    return { action, uses: `${action}@${commit}`, folder, isReal };
  });
if (realActions !== "" && !standIns.some(({ isReal }) => isReal)) {
  throw new Error(`REAL_ACTIONS names ${realActions}, which has no OWNER/NAME/action.yml`);
}

/** The stand-ins whose steps ran, by act's log. */
export function usedStandIns(log: string): StandIn[] {
  // act reads the action.yml of every step there is, and the whole folder of those that run.
  return standIns.filter(({ action, uses }) =>
    log.includes(`read cachedir ${action} with ref ${uses.split("@")[1]} and subpath ''`),
  );
}

/** The last lines of a run: one for each third-party action, with what its stand-in did, or that it was the real one. */
export function describeStandIns(used: readonly StandIn[]): string[] {
  const real = used.filter(({ isReal }) => isReal);
  const others = used.filter(({ isReal }) => !isReal);
  const named = ({ action }: StandIn) => `  ${action} ${thirdPartyActions[action]?.version}`;
  return [
    ...(others.length > 0 ? ["Stood in for:"] : ["Nothing was stood in for."]),
    ...others.map((it) => `${named(it)}: ${actionDefinition(it.action, standInsRoot).description}`),
    ...(real.length > 0 ? [`From ${realActions}:`, ...real.map(named)] : []),
  ];
}
