import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { cancelled } from "./cancellation.ts";
import { debug } from "./log.ts";

export interface ProgramOptions {
  /** The milliseconds that it may take. */
  readonly deadline: number;
  /** The folder that it runs in; by default this process's own. */
  readonly directory?: string;
  /** The names of the step's variables that it sees; by default all. */
  readonly sees?: readonly string[];
  /**
   * Variables that it sees besides those of the step; undefined removes one. Secrets belong here, never in the words.
   */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** What it reads on standard input. */
  readonly input?: string | Uint8Array;
  /** Gets standard output as it comes; it is then not kept. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Gets each line of standard output, and with `both` of standard error, as it comes; both are also kept. */
  readonly onLine?: (line: string) => void;
  readonly both?: boolean;
  /** False if only `onLine` needs standard output: it is not kept then, and may have any length. */
  readonly keepsOutput?: boolean;
  /** Ends the program when aborted; by default the run's own cancellation. */
  readonly signal?: AbortSignal;
  /** Milliseconds it has to end by itself after an interrupt; the runner itself waits for 7.5 s. */
  readonly grace?: number;
}

/** The result of a program. */
export interface ProgramAnswer {
  /** As in a shell: 127 if it could not be started, 124 after its deadline, 130 after a cancellation. */
  readonly exitCode: number;
  /** Standard output, without white space at its end. */
  readonly output: string;
  /** Standard error, without white space around it; or why the program itself gave no answer. */
  readonly trouble: string;
  /** What ended it; undefined if it ended by itself. Its own exit code can be 124 or 130 as well. */
  readonly endedBy?: "deadline" | "cancellation";
}

/** Runs a program to its end; never throws. */
type RunProgram = (
  program: string,
  words: readonly string[],
  options: ProgramOptions,
) => Promise<ProgramAnswer>;

/** Codes for a program that did not end by itself. */
export const notStarted = 127;
const tooLate = 124;
const interrupted = 130;

// Output is kept in memory. No program that actions run has a longer answer.
const most = 64 * 1024 * 1024;
const shortGrace = 2000;

/**
 * The one way to run other programs. A deadline and a cancellation of the run both end the whole group of processes,
 * first by an interrupt, then by force.
 *
 * It uses node:child_process, because @actions/exec has neither deadlines nor groups, and adds 46 kB to each bundle.
 */
export const runProgram: RunProgram = async (program, words, options) => {
  const begin = performance.now();
  const answer = await run(program, words, options);
  debug(() => {
    const time = Math.round(performance.now() - begin);
    const why = answer.exitCode === 0 || answer.trouble === "" ? "" : `: ${lastLine(answer)}`;
    return `${[program, ...words].join(" ")} → exit ${answer.exitCode} after ${time} ms${why}`;
  });
  return answer;
};

function run(
  program: string,
  words: readonly string[],
  options: ProgramOptions,
): Promise<ProgramAnswer> {
  const { deadline, directory, variables, input, signal = cancelled() } = options;
  if (signal.aborted) {
    const trouble = `${program} was not started: the run was cancelled`;
    return Promise.resolve({
      exitCode: interrupted,
      output: "",
      trouble,
      endedBy: "cancellation",
    });
  }
  return new Promise((resolve) => {
    // In its own group, so that the programs it starts end with it.
    const child = spawn(program, words, {
      ...(directory !== undefined && { cwd: directory }),
      env: { ...inherited(options.sees), ...variables },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    let ending: Omit<ProgramAnswer, "output"> | undefined;
    let kill: NodeJS.Timeout | undefined;
    const sendToGroup = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // Nobody is left in the group.
      }
    };
    const end = (answer: Omit<ProgramAnswer, "output">, name: NodeJS.Signals = "SIGINT") => {
      // A second interrupt would make OpenTofu exit at once, without writing its state.
      if (ending === undefined || name === "SIGKILL") sendToGroup(name);
      ending ??= answer;
      kill ??= setTimeout(() => sendToGroup("SIGKILL"), options.grace ?? shortGrace);
    };
    const late = setTimeout(() => {
      const trouble = `${program} did not end within ${deadline / 1000} s`;
      end({ exitCode: tooLate, trouble, endedBy: "deadline" });
    }, deadline);
    const cancel = () => {
      const trouble = `${program} was interrupted: the run was cancelled`;
      end({ exitCode: interrupted, trouble, endedBy: "cancellation" });
    };
    signal.addEventListener("abort", cancel, { once: true });

    const tooLong = () => {
      end({ exitCode: 1, trouble: `${program} wrote more than ${most} bytes` }, "SIGKILL");
    };
    const output = collect(tooLong, options.onOutput, options.onLine, options.keepsOutput);
    const trouble = collect(tooLong, undefined, options.both ? options.onLine : undefined);
    child.stdout?.on("data", output.take);
    child.stderr?.on("data", trouble.take);
    // A program may end before it has read everything; its exit code then says whether that is an error.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);

    const answer = (exitCode: number, reason: string) => {
      clearTimeout(late);
      clearTimeout(kill);
      signal.removeEventListener("abort", cancel);
      // The programs that it started and left behind.
      if (ending) sendToGroup("SIGKILL");
      const said = trouble.end().trim();
      resolve({
        exitCode,
        output: output.end().trimEnd(),
        ...ending,
        trouble: ending ? [said, ending.trouble].filter(Boolean).join("\n") : said || reason,
      });
    };
    child.on("error", (error) => answer(notStarted, error.message));
    child.on("close", (code, name) => {
      const exitCode = code ?? (name === "SIGKILL" ? 137 : 1);
      answer(exitCode, name ? `${program} was ended by ${name}` : "");
    });
  });
}

function inherited(names: ProgramOptions["sees"]): NodeJS.ProcessEnv {
  if (names === undefined) return process.env;
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** Keeps what comes, up to a bound, and passes it on. */
function collect(
  tooLong: () => void,
  onOutput: ProgramOptions["onOutput"],
  onLine: ProgramOptions["onLine"],
  keeps = true,
) {
  const chunks: Buffer[] = [];
  const decoder = new StringDecoder("utf8");
  let length = 0;
  let rest = "";
  return {
    take(chunk: Buffer) {
      if (onOutput) return onOutput(chunk);
      if (keeps) {
        length += chunk.length;
        if (length > most) return tooLong();
        chunks.push(chunk);
      }
      if (onLine) {
        const lines = (rest + decoder.write(chunk)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line.replace(/\r$/, ""));
      }
    },
    /** All of it, after the end. */
    end(): string {
      if (onLine && rest !== "") onLine(rest);
      return Buffer.concat(chunks).toString("utf8");
    },
  };
}

function lastLine({ trouble }: ProgramAnswer): string {
  return trouble.slice(trouble.lastIndexOf("\n") + 1);
}
