import {
  choice,
  described,
  either,
  integer,
  list,
  object,
  optional,
  type Problem,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { commandLine, commandRow, patternProblems, patterns, python, shell } from "./command.ts";
import type { Kind, Run } from "./kind.ts";
import { exception } from "./traceback.ts";
import { absolutePath, surroundings } from "./written.ts";

const execution = object({
  run: commandLine,
  exit: optional(
    described(
      "The exit code, a list of those that are right, or `any` if only what it prints or creates counts. Default: 0.",
      either(integer, list(integer, { notEmpty: true }), choice("any")),
    ),
  ),
  "runs-for": optional(
    described(
      "The command passes if it is still alive after this time, and with `exit: any` also if it ended before. It is killed then.",
      text({ pattern: /^[0-9]+(?:\.[0-9]+)?s$/u, expected: "seconds, such as 2s" }),
    ),
  ),
  creates: optional(described("A file that is not empty afterwards.", absolutePath)),
  prints: optional(patterns),
  traceback: optional(exception),
  ...surroundings,
});

type Execution = Shaped<typeof execution>;

/** Commands, and what each must do. */
export const executes: Kind<readonly Execution[]> = {
  shape: described("Commands, and what each of them must do.", list(execution)),
  problems: (executions) =>
    executions.flatMap((one, index) =>
      problemsOf(one).map((problem) => ({ ...problem, path: [String(index), ...problem.path] })),
    ),
  plan: (executions, run) => executions.map((one) => planExecution(one, run)),
  python,
  shell,
};

function problemsOf({ exit, "runs-for": time, prints, creates, traceback }: Execution): Problem[] {
  const problems = prints === undefined ? [] : patternProblems(prints, ["prints"]);
  const atExit = (message: string, remedy: string) =>
    problems.push({ path: [], key: "exit", message, remedy });
  if (exit === "any" && (prints ?? creates ?? traceback) === undefined) {
    atExit(
      "has exit: any and nothing that the command must do",
      "Add prints, creates or traceback, or give the exit code.",
    );
  }
  if (time !== undefined && exit !== undefined && exit !== "any") {
    atExit(
      "has exit and runs-for, and a command that runs on has no exit code",
      "Delete one of the two, or write exit: any.",
    );
  }
  return problems;
}

function planExecution(execution: Execution, run: Run) {
  const { exit = 0, "runs-for": time, ...command } = execution;
  return commandRow(`executes ${command.run}`, {
    ...command,
    exits: exit === "any" ? exit : [exit].flat(),
    limit: time === undefined ? run.limit : Number.parseFloat(time),
    runsOn: time !== undefined,
  });
}
