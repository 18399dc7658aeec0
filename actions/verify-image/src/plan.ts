import { type Checks, planRows } from "./kinds/index.ts";
import type { Row, Run } from "./kinds/kind.ts";

/** A row of the report, with the number by which the probe speaks of it. */
export interface PlannedCheck extends Row {
  readonly id: number;
}

/** The checks of a run, in the order of the report. */
export function planChecks(checks: Checks, run: Run): readonly PlannedCheck[] {
  return planRows(checks, run).map((row, id) => ({ id, ...row }));
}

/** Whether one of the checks asks for the network. */
export function needsNetwork(plan: readonly PlannedCheck[]): boolean {
  return plan.some(({ asksNetwork }) => asksNetwork);
}
