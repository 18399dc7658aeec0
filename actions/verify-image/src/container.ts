import { accept, type Result, refuse } from "@lablink-actions/release-core";
import type { Docker } from "./docker.ts";
import { FrameReader } from "./frames.ts";
import { engineIsGone, engineTrouble, oneLine, type PinnedImage } from "./image.ts";
import type { PlannedCheck } from "./plan.ts";
import { pythonLoader, pythonProbe } from "./probe/python.ts";
import { bootstrap, shellProbe } from "./probe/shell.ts";

export interface Examination {
  readonly image: PinnedImage;
  readonly checks: readonly PlannedCheck[];
  readonly venv: string | undefined;
  readonly network: boolean;
  /** Seconds for all checks. */
  readonly timeout: number;
}

export interface ContainerEffects {
  readonly docker: Docker;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  /** A word nobody can guess. */
  readonly random: () => string;
  readonly now: () => number;
  /** Shows what a check prints, as it comes. */
  readonly show: (check: number, chunk: Buffer) => void;
}

/** Seconds a single check has, the package's tests apart. */
const checkLimit = 60;
/** Seconds after the probe's own end of time until the container is removed under it. */
const grace = 15;
/** Milliseconds an engine has to remove a container: one that hangs shall not keep the step. */
const removalLimit = 20_000;

/**
 * Runs the probe in one container of the image, which is gone afterwards whatever happens.
 *
 * @returns what it saw, to its end or to the end of its time; or `engine-unavailable` (LA605),
 * `verification-broken` (LA607)
 */
export async function examine(
  examination: Examination,
  effects: ContainerEffects,
): Promise<Result<FrameReader>> {
  const { venv } = examination;
  const python = venv === undefined ? [] : [`${venv}/bin/python`];
  const loader = ["-I", "-c", pythonLoader];
  // The shell finds any Python; an image without a shell may still have one where it is looked for.
  const starts: [string, string[]][] = [
    ["/bin/sh", ["-c", bootstrap, "sh", pythonLoader, ...python]],
    ...[...python, "python3"].map((path): [string, string[]] => [path, loader]),
  ];
  for (const [program, words] of starts) {
    const reader = await start(program, words, examination, effects);
    if (!reader.ok || reader.value !== undefined) return reader as Result<FrameReader>;
  }
  return broken(
    `${examination.image} has neither a shell (/bin/sh) nor a Python that starts, so nothing can look inside`,
    "Add one of them to the image.",
  );
}

/** Runs the probe by one program of the image; undefined where the image has no such program. */
async function start(
  program: string,
  words: readonly string[],
  examination: Examination,
  effects: ContainerEffects,
): Promise<Result<FrameReader | undefined>> {
  const { docker, signal, random, now, show } = effects;
  const { timeout } = examination;
  const name = `lablink-verify-${random()}`;
  const nonce = random();
  const reader = new FrameReader(nonce, now, show);
  const remove = () =>
    docker(["rm", "--force", "--volumes", name], { signal: AbortSignal.timeout(removalLimit) });

  const ending = new AbortController();
  const late = AbortSignal.timeout((timeout + grace) * 1000);
  const stopped = AbortSignal.any([signal, late]);
  // The container goes first: a client that is ended takes nothing with it.
  const stop = () => void remove().then(() => ending.abort());
  stopped.addEventListener("abort", stop, { once: true });
  if (stopped.aborted) return cancelled();
  let clean = false;
  try {
    const ran = await docker([...runOptions(name, program, examination), ...words], {
      input: probeInput(nonce, examination),
      onOutput: (chunk) => reader.push(chunk),
      signal: ending.signal,
    });
    clean = ran.exitCode === 0 && !stopped.aborted;
    if (signal.aborted) return cancelled();
    // A program that hangs in a way nothing in there could end; what it was at is known.
    if (reader.ended || (late.aborted && reader.started)) return accept(reader);
    if (late.aborted) {
      return broken(
        `the container said nothing in the ${timeout + grace} s there were`,
        "Raise timeout, or see what the engine is at.",
      );
    }
    if (engineIsGone(ran)) return refuse(engineTrouble(ran));
    if (!reader.started && notThere(ran.trouble)) return accept(undefined);
    if (!reader.started && ran.exitCode === 125) return refuse(engineTrouble(ran));
    return broken(
      deathOf(ran.exitCode, ran.trouble, reader, examination),
      "Read what it was at; give the container less to do, or mend the image.",
    );
  } finally {
    stopped.removeEventListener("abort", stop);
    if (!clean) await remove();
  }
}

function runOptions(name: string, program: string, { image, network }: Examination): string[] {
  const bounds = ["--memory", "4g", "--pids-limit", "1024", "--log-driver", "none"];
  const options = ["--rm", "--interactive", "--pull", "never", "--name", name, ...bounds];
  if (!network) options.push("--network", "none");
  return ["run", ...options, "--entrypoint", program, image];
}

/** A line for Python, with program and plan; and a script for a shell, after it. */
function probeInput(nonce: string, { checks, venv, timeout }: Examination): string {
  const plan = {
    nonce,
    timeout,
    limit: Math.min(checkLimit, timeout),
    python: venv === undefined ? null : `${venv}/bin/python`,
    checks,
  };
  return `${JSON.stringify({ program: pythonProbe, plan })}\n${shellProbe(plan)}`;
}

/** Whether the engine could not start the program, for it is not in the image. */
function notThere(trouble: string): boolean {
  return /exec: .*(?:no such file or directory|executable file not found|permission denied)|exec format error/is.test(
    trouble,
  );
}

function deathOf(
  exitCode: number,
  trouble: string,
  { underWay, output }: FrameReader,
  { checks }: Examination,
): string {
  const check = checks.find(({ id }) => id === underWay?.check);
  const at = check ? `at ${[check.name, underWay?.part?.name ?? ""].join(" ").trim()}` : "at none";
  const killed = exitCode === 137 ? ", killed from outside or for want of memory" : "";
  const said = [...output.lastLines(3), trouble].join("\n");
  return `the container ended with ${exitCode}${killed}, before the probe was done, ${at} of the checks; its last words: ${oneLine(said)}`;
}

/** What to say of a run that somebody cancelled. */
export function cancelled(): Result<never> {
  return broken("the run was cancelled, and the container removed", "Run it again.");
}

function broken(seen: string, remedy: string): Result<never> {
  return refuse({ name: "verification-broken", seen, remedy });
}
