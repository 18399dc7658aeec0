import { StringDecoder } from "node:string_decoder";
import {
  type Docker,
  engineIsGone,
  engineUnavailable,
  heedCancellation,
  type MountedFile,
  mount,
  type OwnContainerEffects,
  oneLine,
  shortly,
  withContainer,
} from "@lablink-actions/engine";
import { accept, andThen, type Result, refuse } from "@lablink-actions/release-core";
import { type Ended, notChecked } from "./verdict.ts";

export interface RunEffects extends OwnContainerEffects {
  /** A line for the log. */
  readonly say: (line: string) => void;
}

/** Bytes that a program may print. One that looks at a file prints some lines. */
const most = 1024 * 1024;
/** Lines that are kept for the report. */
const kept = 200;

/**
 * Runs a program of an image with a copy of a file, in a container without a network that is gone afterwards.
 *
 * @param program its absolute path in the image
 * @returns how it ended; or `config-not-checked` (LA615), `engine-unavailable` (LA605), `container-left` (LA610),
 * `mount-failed` (LA612)
 */
export function runInImage(
  reference: string,
  program: string,
  file: MountedFile,
  deadline: number,
  effects: RunEffects,
): Promise<Result<Ended>> {
  const bounds = ["--memory", "2g", "--pids-limit", "512", "--log-driver", "none"];
  const options = ["--pull", "never", "--network", "none", "--no-healthcheck", ...bounds];
  const words = [...options, "--entrypoint", program, reference, file.path];
  return withContainer(words, effects, async ({ name }) => {
    const mounted = await mount([file], name, effects);
    if (!mounted.ok) return mounted;
    return start(name, program, deadline, effects);
  });
}

async function start(
  container: string,
  program: string,
  deadline: number,
  effects: RunEffects,
): Promise<Result<Ended>> {
  const { docker, signal, say } = effects;
  const tooLong = new AbortController();
  const decoder = new StringDecoder("utf8");
  const lines: string[] = [];
  let rest = "";
  let bytes = 0;
  const add = (line: string) => {
    say(line);
    lines.push(line);
    if (lines.length > kept) lines.shift();
  };
  const ran = await docker(["start", "--attach", container], {
    deadline: deadline * 1000,
    signal: AbortSignal.any([signal, tooLong.signal]),
    grace: 0,
    onOutput(chunk) {
      bytes += chunk.length;
      if (bytes > most) return tooLong.abort();
      const whole = (rest + decoder.write(chunk)).split("\n");
      rest = whole.pop() ?? "";
      for (const line of whole) add(line);
    },
  });
  if (rest !== "") add(rest);
  heedCancellation(signal);
  if (tooLong.signal.aborted) {
    return accept({ exitCode: undefined, lines, stopped: `printed more than ${most} bytes` });
  }
  if (ran.endedBy === "deadline") {
    return accept({ exitCode: undefined, lines, stopped: `did not end within ${deadline} s` });
  }
  if (engineIsGone(ran)) return engineUnavailable(ran);
  // Warnings and tracebacks go there. What it says of the file is what it prints, so that stands last.
  const errors = ran.trouble.split("\n").filter((line) => line !== "");
  for (const line of errors) say(line);
  lines.unshift(...errors);
  return andThen(await stateOf(container, docker, signal), ({ status, exitCode, problem }) => {
    // The engine could not start it: its interpreter is not there, or it is for another machine.
    if (problem !== "") return refuse(notChecked(`${program} did not start: ${oneLine(problem)}`));
    return accept({ exitCode: status === "exited" ? exitCode : undefined, lines });
  });
}

interface State {
  readonly status: string;
  readonly exitCode: number;
  /** Why it did not start; empty if it did. */
  readonly problem: string;
}

/** What the engine says of a container that has ended. The exit code of its client may be the client's own. */
async function stateOf(
  container: string,
  docker: Docker,
  signal: AbortSignal,
): Promise<Result<State>> {
  const format = "{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}";
  const words = ["container", "inspect", "--format", format, container];
  const inspected = await docker(words, { deadline: shortly, signal, grace: 0 });
  heedCancellation(signal);
  const [, status, code, problem = ""] =
    /^(\w+) (\d+)(?: (.*))?$/s.exec(inspected.output.trim()) ?? [];
  if (inspected.exitCode !== 0 || status === undefined) return engineUnavailable(inspected);
  return accept({ status, exitCode: Number(code), problem: problem.trim() });
}
