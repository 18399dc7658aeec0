import {
  described,
  either,
  integer,
  list,
  object,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { commandLine, commandRow, pattern, patternProblems, python, shell } from "./command.ts";
import type { Kind, Run } from "./kind.ts";
import { absolutePath, network } from "./written.ts";

const execution = object({
  run: commandLine,
  exit: optional(
    described(
      "The exit code, or a list of those that are right. Default: 0.",
      either(integer, list(integer, { notEmpty: true })),
    ),
  ),
  "runs-for": optional(
    described(
      "The command passes if it is still alive after this time. It is killed then.",
      text({ pattern: /^[0-9]+(?:\.[0-9]+)?s$/u, expected: "seconds, such as 2s" }),
    ),
  ),
  creates: optional(described("A file that is not empty afterwards.", absolutePath)),
  prints: optional(pattern),
  network,
});

type Execution = Shaped<typeof execution>;

/** Commands, and what each must do. */
export const executes: Kind<readonly Execution[]> = {
  shape: described("Commands, and what each of them must do.", list(execution)),
  problems: (executions) => [
    ...executions.flatMap(({ prints }, index) =>
      patternProblems(prints, [String(index), "prints"]),
    ),
    ...executions.flatMap((one, index) =>
      one["runs-for"] !== undefined && one.exit !== undefined
        ? [
            {
              path: [String(index)],
              key: "exit",
              message: "has exit and runs-for, and a command that runs on has no exit code",
              remedy: "Delete one of the two.",
            },
          ]
        : [],
    ),
  ],
  plan: (executions, run) => executions.map((one) => planExecution(one, run)),
  python,
  shell,
};

function planExecution(execution: Execution, run: Run) {
  const { exit = 0, "runs-for": time, ...command } = execution;
  return commandRow(`executes ${command.run}`, {
    ...command,
    exits: [exit].flat(),
    limit: time === undefined ? run.limit : Number.parseFloat(time),
    runsOn: time !== undefined,
  });
}
