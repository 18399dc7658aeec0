import { type AnnotationProperties, error, info, notice, warning } from "@actions/core";
import {
  type NonEmpty,
  type Refusal,
  type Result,
  refusalMessage,
  refusalTitle,
} from "@lablink-actions/release-core";
import { writeOutputs, writeSummary } from "./outputs.ts";
import { logTable, markdownTable, printable, refusalTable, type Table } from "./report.ts";

/** What an action found: everything it will write, before anything is written. */
export interface Decision<Output extends string = string> {
  /** A value for every output in action.yml. */
  readonly outputs: Readonly<Record<Output, string>>;
  /** The heading over the table of the log and the step summary. */
  readonly title: string;
  /** What that table shows: label and value; a value may have several lines. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** More Markdown for the summary, given how many bytes the page has already. */
  readonly more?: (used: number) => string;
  /** What is good to know, and changes nothing. */
  readonly notices?: readonly string[];
  /** What probably surprises the reader. */
  readonly warnings?: readonly string[];
  /** Why the step is red although it ran: what it found is bad, and the outputs say what that is. */
  readonly failure?: Refusal;
}

/**
 * Runs an action: decides, then writes everything or nothing. A refusal ends the step red, with an annotation for each
 * reason, a table of them in log and summary, and no outputs. A decision with a failure ends it red as well, with that
 * one annotation and all outputs. An error that is thrown becomes a refusal too.
 */
export async function runAction(
  decide: () => Result<Decision> | Promise<Result<Decision>>,
): Promise<void> {
  // Red until everything is written: a process that ends before that, perhaps with a promise that never settles, has
  // not succeeded.
  process.exitCode = 1;
  try {
    const result = await decide();
    if (!result.ok) return reportRefusals(result.refusals);
    report(result.value);
    process.exitCode = result.value.failure ? 1 : 0;
  } catch (cause) {
    const wasCancelled = (cause as Partial<Error> | undefined)?.name === "AbortError";
    reportRefusals([wasCancelled ? runCancelled : unexpectedFailure(cause)]);
  }
}

/** The step waited for something when the cancellation came. */
const runCancelled: Refusal = {
  name: "run-cancelled",
  seen: "the run was cancelled while this step was waiting",
  remedy: "Run it again.",
};

function report(decision: Decision): void {
  const table: Table = {
    title: decision.title,
    columns: ["", ""],
    rows: decision.facts,
  };
  const markdown = markdownTable(table);
  writeSummary(markdown + (decision.more?.(Buffer.byteLength(markdown)) ?? ""));
  writeOutputs(decision.outputs);
  info(logTable(table));
  for (const message of decision.notices ?? []) notice(message);
  for (const message of decision.warnings ?? []) warning(message);
  if (decision.failure) annotate(decision.failure);
}

function reportRefusals(refusals: NonEmpty<Refusal>): void {
  const table = refusalTable(refusals);
  for (const refusal of refusals) annotate(refusal);
  info(logTable(table));
  try {
    writeSummary(markdownTable(table));
  } catch (cause) {
    warning(`The step summary could not be written: ${String(cause)}`);
  }
}

function annotate(refusal: Refusal): void {
  const { file, line, column } = refusal.location ?? {};
  const properties: AnnotationProperties = {
    title: refusalTitle(refusal),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { startLine: line }),
    ...(column !== undefined && { startColumn: column }),
  };
  error(refusalMessage(refusal), properties);
}

/**
 * The whole stack goes to the log, because it is a defect that must be found. The refusal has the cause in one line.
 */
function unexpectedFailure(cause: unknown): Refusal {
  for (const line of stack(cause).split("\n")) info(`│ ${printable(line)}`);
  return {
    name: "unexpected-failure",
    seen: String(cause),
    remedy:
      "If the runner is the cause (no space, no permission), fix it. If not, open an issue at talmolab/lablink-actions with this log.",
  };
}

/** The stack of an error, and of the error that caused it. */
function stack(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { stack: own = String(thrown), cause } = thrown;
  return cause === undefined ? own : `${own}\ncaused by ${stack(cause)}`;
}
