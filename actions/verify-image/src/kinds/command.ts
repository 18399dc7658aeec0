/** What commands have in common, whatever they are run for. */
import { quote } from "@lablink-actions/release-core";
import {
  boolean,
  described,
  integer,
  nullable,
  object,
  open,
  optional,
  type Problem,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";
import { shellWord } from "../probe/shell-word.ts";
import { failed, type InsideRow, type Judgement, judged, passed } from "./kind.ts";
import { matches } from "./matching.ts";
import { endedBy, ran, stillAlive } from "./ran.ts";

export { default as python } from "./command.py";
export { default as shell } from "./command.sh";

export const commandLine = described(
  "A command line, for the image's shell.",
  text({ pattern: /\S/u, expected: "a command" }),
);

export const pattern = described(
  "A regular expression, as JavaScript has them. It must match a line that is printed.",
  text({ notEmpty: true }),
);

/** What is wrong with a pattern, at this path. */
export function patternProblems(written: string | undefined, path: readonly string[]): Problem[] {
  if (written === undefined) return [];
  try {
    new RegExp(written, "m");
    return [];
  } catch (error) {
    const message = `must be a regular expression, and is ${quote(written)}: ${(error as Error).message}`;
    return [{ path, message, remedy: "Fix it." }];
  }
}

interface Command {
  readonly run: string;
  /** Seconds it may take. */
  readonly limit: number;
  /** The codes that are right; 0 if this is left out. */
  readonly exits?: readonly number[];
  /** Whether it passes only if it is still alive after these seconds. */
  readonly runsOn?: boolean;
  /** A file that it must write. */
  readonly creates?: string | undefined;
  /** A pattern that it must print. */
  readonly prints?: string | undefined;
  /** The folder it runs in; a neutral one if this is left out. */
  readonly directory?: string | undefined;
  /** The user it runs as; the image's if this is left out. */
  readonly user?: string | undefined;
  readonly mayPrintTracebacks?: boolean;
  readonly network?: boolean | undefined;
}

const seenCommand = open({
  ...ran,
  missing: optional(boolean),
  /** It had less time than it should have, because there was no more. */
  hurried: optional(boolean),
  /** `fresh` is null if the probe could not find out. */
  created: optional(nullable(object({ size: integer, fresh: nullable(boolean) }))),
});

/** A row of the report for a command. */
export function commandRow(name: string, command: Command): InsideRow {
  const { run, limit, creates = "", directory = "", user = "", network = false } = command;
  const inFolder = directory === "" ? run : `cd ${shellWord(directory)} && ${run}`;
  return {
    name,
    look: { kind: "command", run, limit, creates, directory, user },
    shell:
      user === ""
        ? ["command_line", String(limit), creates, inFolder]
        : { problem: "becoming another user needs Python" },
    judge: judged(seenCommand, (seen, observation) => judgeCommand(command, seen, observation)),
    asksNetwork: network,
  };
}

function judgeCommand(
  command: Command,
  seen: Shaped<typeof seenCommand>,
  { output, seconds }: Observation,
): Judgement {
  const { exits = [0], runsOn = false, prints, limit } = command;
  const { exit, alive = false, missing } = seen;
  // A shell says 127 of a command that is not there, and 126 of one that cannot be started.
  if (missing || exit === 127) return failed("the command is missing");
  if (exit === 126) return failed("the command cannot be started");
  if (alive && !runsOn) return failed(stillAlive(seconds));
  if (alive && seen.hurried) return failed("there was no time left to see it run");
  if (!command.mayPrintTracebacks && output.hasTraceback) return failed("printed a traceback");
  if (!alive && runsOn) {
    const end = `${seconds.toFixed(1)} s (${endedBy(seen)})`;
    return failed(`ended after ${end}, and should run for ${limit} s`);
  }
  if (!alive && (exit === undefined || !exits.includes(exit)))
    return failed(`ended by ${endedBy(seen)}, not ${exits.join(" or ")}`);
  const unwritten = command.creates && creationProblem(command.creates, seen.created);
  if (unwritten) return failed(unwritten);
  const isMatch = prints === undefined || matches(prints, output.text);
  if (isMatch === undefined)
    return failed(`printed a text on which the pattern ${prints} takes too long`);
  if (!isMatch) return failed(`printed nothing that matches ${prints}`);
  return passed(alive ? `ran for ${limit} s` : "");
}

function creationProblem(path: string, created: Shaped<typeof seenCommand>["created"]): string {
  if (!created) return `did not create ${path}`;
  if (created.size === 0) return `left ${path} empty`;
  return created.fresh === false ? `did not write ${path}, which was there before` : "";
}
