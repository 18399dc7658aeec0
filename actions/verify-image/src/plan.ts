import { type Checks, planRows } from "./kinds/index.ts";
import type { InsideRow, OutsideRow, Run } from "./kinds/kind.ts";

/** A row on what the probe sees, with the number by which the probe speaks of it. */
export interface PlannedCheck extends InsideRow {
  readonly id: number;
}

export interface Plan {
  /** All rows, in the order of the report. */
  readonly rows: readonly (PlannedCheck | OutsideRow)[];
  readonly inside: readonly PlannedCheck[];
  /** They have no number, so that no line of the probe can be of one of them. */
  readonly outside: readonly OutsideRow[];
}

/** The checks of a run. */
export function planChecks(checks: Checks, run: Run): Plan {
  const inside: PlannedCheck[] = [];
  const outside: OutsideRow[] = [];
  const rows = planRows(checks, run).map((row) => {
    if ("judgeOutside" in row) {
      outside.push(row);
      return row;
    }
    const planned = { id: inside.length, ...row };
    inside.push(planned);
    return planned;
  });
  return { rows, inside, outside };
}
