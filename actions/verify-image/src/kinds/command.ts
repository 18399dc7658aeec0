/** What commands have in common, whatever they are run for. */
import { quote } from "@lablink-actions/release-core";
import {
  boolean,
  described,
  either,
  integer,
  list,
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
import { matchIn } from "./matching.ts";
import { endedBy, ran, stillAlive } from "./ran.ts";
import { tracebackProblem } from "./traceback.ts";

export { default as python } from "./command.py";
export { default as shell } from "./command.sh";

export const commandLine = described(
  "A command line, for the image's shell.",
  text({ pattern: /\S/u, expected: "a command" }),
);

const pattern = text({ notEmpty: true });

export const patterns = described(
  "A regular expression, as JavaScript has them, or a list of them. Each must match a line that is printed.",
  either(pattern, list(pattern, { notEmpty: true })),
);

export type Patterns = Shaped<typeof patterns>;

/** What is wrong with the patterns at this path. */
export function patternProblems(written: Patterns, path: readonly string[]): Problem[] {
  if (typeof written === "string") return patternProblem(written, path);
  return written.flatMap((one, index) => patternProblem(one, [...path, String(index)]));
}

function patternProblem(written: string, path: readonly string[]): Problem[] {
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
  readonly exits?: readonly number[] | "any";
  /** Whether it may still be alive after these seconds. It must be, unless any exit is right. */
  readonly runsOn?: boolean;
  /** A file that it must write. */
  readonly creates?: string | undefined;
  /** Patterns that it must print. */
  readonly prints?: Patterns | undefined;
  /** The folder it runs in; a neutral one if this is left out. */
  readonly in?: string | undefined;
  /** The user it runs as; the image's if this is left out. */
  readonly user?: string | undefined;
  /** Variables that it sees besides the image's. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The exception that it must end in; it must print no traceback if this is left out. */
  readonly traceback?: string | undefined;
  /** Tracebacks say nothing then. */
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
  const { run, limit, creates = "", in: directory = "", user = "", env = {} } = command;
  return {
    name,
    look: { kind: "command", run, limit, creates, directory, user, env },
    shell:
      user === ""
        ? ["command_line", String(limit), creates, shellLine(command)]
        : { problem: "becoming another user needs Python" },
    judge: judged(seenCommand, (seen, observation) => judgeCommand(command, seen, observation)),
    asksNetwork: command.network ?? false,
  };
}

/** The command with its folder and its variables, for an image that has only a shell. */
function shellLine({ run, in: directory, env = {} }: Command): string {
  const variables = Object.entries(env).map(
    ([name, value]) => `export ${name}=${shellWord(value)}`,
  );
  const folder = directory === undefined ? [] : [`cd ${shellWord(directory)} || exit 126`];
  // Of lines, none is part of a list that the command's own || or ; goes on with.
  return [...variables, ...folder, run].join("\n");
}

function judgeCommand(
  command: Command,
  seen: Shaped<typeof seenCommand>,
  { output, seconds }: Observation,
): Judgement {
  const { exits = [0], runsOn = false, limit } = command;
  const { exit, alive = false, missing } = seen;
  // A shell says 127 of a command that is not there, and 126 of one that cannot be started.
  if (missing || exit === 127) return failed("the command is missing");
  if (exit === 126) return failed("the command cannot be started");
  if (alive && !runsOn) return failed(stillAlive(seconds));
  if (alive && seen.hurried) return failed("there was no time left to see it run");
  const trouble = command.mayPrintTracebacks
    ? undefined
    : tracebackProblem(command.traceback, output);
  if (trouble !== undefined) return failed(trouble);
  if (!alive && exits !== "any") {
    if (runsOn) {
      const end = `${seconds.toFixed(1)} s (${endedBy(seen)})`;
      return failed(`ended after ${end}, and should run for ${limit} s`);
    }
    if (exit === undefined || !exits.includes(exit))
      return failed(`ended by ${endedBy(seen)}, not ${exits.join(" or ")}`);
  }
  const unwritten = command.creates && creationProblem(command.creates, seen.created);
  if (unwritten) return failed(unwritten);
  return judgeOutput([command.prints ?? []].flat(), output.text, alive ? `ran for ${limit} s` : "");
}

/** What it printed is part of the report if it was asked for: the version of a tool, for example. */
function judgeOutput(wanted: readonly string[], printed: string, before: string): Judgement {
  const found = wanted.map((one) => [one, matchIn(one, printed)] as const);
  const problems = found.flatMap(([one, match]) => {
    if (match === "too slow") return [`printed a text on which the pattern ${one} takes too long`];
    return match === "no match" ? [`printed nothing that matches ${one}`] : [];
  });
  if (problems.length > 0) return failed(problems.join("; "));
  const lines = found.flatMap(([, match]) => (typeof match === "object" ? [match.line] : []));
  const shown = [...new Set(lines)].map((line) => line.slice(0, 200));
  return passed([before, ...shown].filter((text) => text !== "").join("; "));
}

function creationProblem(path: string, created: Shaped<typeof seenCommand>["created"]): string {
  if (!created) return `did not create ${path}`;
  if (created.size === 0) return `left ${path} empty`;
  return created.fresh === false ? `did not write ${path}, which was there before` : "";
}
