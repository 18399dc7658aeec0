import { accept, type Result } from "@lablink-actions/release-core";
import { broken } from "./broken.ts";
import {
  type Docker,
  engineIsGone,
  engineUnavailable,
  heedCancellation,
  oneLine,
} from "./docker.ts";
import { FrameReader, type Observation } from "./frames.ts";
import type { PinnedImage } from "./image.ts";
import { needsNetwork, type PlannedCheck } from "./plan.ts";
import { bootstrap, probeInput, pythonLoader } from "./probe/programs.ts";

interface Examination {
  readonly image: PinnedImage;
  readonly checks: readonly PlannedCheck[];
  readonly venv: string | undefined;
  /** Seconds for all checks, and for a single one. */
  readonly timeout: number;
  readonly limit: number;
}

export interface ContainerEffects {
  readonly docker: Docker;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  /** A word that nobody can guess. */
  readonly random: () => string;
  readonly now: () => number;
  /** Takes what a check prints, as it comes. */
  readonly show: (check: number, chunk: Buffer) => void;
  readonly observe: (observation: Observation) => void;
}

/** What is known after the examination, beside the observations. */
export type Examined = Pick<FrameReader, "underWay">;

/** Seconds after the probe's own end of time, until the container is removed. */
const grace = 15;
/** Milliseconds for the engine to remove a container. An engine that hangs must not keep the step. */
const removalDeadline = 20_000;

/**
 * Runs the probe in one container of the image, which is gone afterwards whatever happens.
 *
 * @returns what it was at when its time was over, if it did not come to its end; or `engine-unavailable` (LA605),
 * `verification-broken` (LA607)
 */
export async function examine(
  examination: Examination,
  effects: ContainerEffects,
): Promise<Result<Examined>> {
  const { venv, image } = examination;
  const python = venv === undefined ? [] : [`${venv}/bin/python`];
  const loader = ["-I", "-c", pythonLoader];
  // The shell finds any Python. An image without a shell may still have a Python at one of these places.
  const starts: [string, string[]][] = [
    ["/bin/sh", ["-c", bootstrap, "sh", pythonLoader, ...python]],
    ...[...python, "python3"].map((path): [string, string[]] => [path, loader]),
  ];
  for (const [program, words] of starts) {
    const examined = await start(program, words, examination, effects);
    if (examined !== undefined) return examined;
  }
  return broken(
    `${image.reference} has neither a shell (/bin/sh) nor a Python that starts, so nothing can look inside`,
    "Add one of them to the image.",
  );
}

/** Runs the probe by one program of the image; undefined if the image has no such program. */
async function start(
  program: string,
  words: readonly string[],
  examination: Examination,
  effects: ContainerEffects,
): Promise<Result<Examined> | undefined> {
  const { docker, signal, random, now, show, observe } = effects;
  const { checks, venv, timeout, limit } = examination;
  heedCancellation(signal);
  const name = `lablink-verify-${random()}`;
  const nonce = random();
  const reader = new FrameReader({ nonce, checks: checks.length, now, show, observe });
  const reading = readingOf(reader);
  const python = venv === undefined ? undefined : `${venv}/bin/python`;
  let isGone = false;
  try {
    const ran = await docker([...runOptions(name, program, examination), ...words], {
      input: probeInput({ nonce, timeout, limit, python, checks }),
      onOutput: reading.take,
      deadline: (timeout + grace) * 1000,
      signal: AbortSignal.any([signal, reading.stopped]),
      // The client has nothing to finish; the container is removed below.
      grace: 0,
    });
    isGone = ran.exitCode === 0 && ran.endedBy === undefined;
    heedCancellation(signal);
    reading.throwIfFailed();
    return resultOf(ran, reader, examination);
  } finally {
    if (!isGone) {
      // The run's own signal may be aborted by now.
      const { signal: ownSignal } = new AbortController();
      const remove = ["rm", "--force", "--volumes", name];
      await docker(remove, { deadline: removalDeadline, signal: ownSignal });
    }
  }
}

/** Hands output to the reader until it cannot be read any more. What is thrown meanwhile must not end this process. */
function readingOf(reader: FrameReader) {
  const stop = new AbortController();
  let failure: { readonly cause: unknown } | undefined;
  return {
    stopped: stop.signal,
    take(chunk: Buffer) {
      try {
        reader.push(chunk);
      } catch (cause) {
        failure ??= { cause };
      }
      if (failure || reader.problem !== undefined) stop.abort();
    },
    throwIfFailed() {
      if (failure) throw failure.cause;
    },
  };
}

type Answer = Awaited<ReturnType<Docker>>;

function resultOf(
  ran: Answer,
  reader: FrameReader,
  examination: Examination,
): Result<Examined> | undefined {
  if (reader.problem !== undefined) {
    return broken(
      `the image does not answer as the probe does: ${reader.problem}`,
      "Find out what in the image writes to the probe's output, and fix the image.",
    );
  }
  // A program can hang so that nothing in the container ends it. What it was at is known.
  const isLate = ran.endedBy === "deadline";
  if (reader.ended || (isLate && reader.started)) return accept(reader);
  if (isLate) {
    return broken(
      `the container said nothing in the ${examination.timeout + grace} s it had`,
      "Raise timeout, or find out why the engine is slow.",
    );
  }
  if (engineIsGone(ran)) return engineUnavailable(ran);
  if (!reader.started && isMissing(ran)) return undefined;
  if (!reader.started && ran.exitCode === 125) return engineUnavailable(ran);
  return broken(
    deathOf(ran, reader, examination),
    "Read which check was under way. Give the container less to do, or fix the image.",
  );
}

function runOptions(name: string, program: string, { image, checks }: Examination): string[] {
  const bounds = ["--memory", "4g", "--pids-limit", "1024", "--log-driver", "none"];
  const options = ["--rm", "--interactive", "--pull", "never", "--name", name, ...bounds];
  // A health check of the image would run beside the probe, and change what it sees.
  options.push("--no-healthcheck");
  if (!needsNetwork(checks)) options.push("--network", "none");
  return ["run", ...options, "--entrypoint", program, image.reference];
}

/** Whether the engine could not start the program, because it is not in the image. */
function isMissing({ trouble }: Answer): boolean {
  return /exec: .*(?:no such file or directory|executable file not found|permission denied)|exec format error/is.test(
    trouble,
  );
}

function deathOf(
  { exitCode, trouble }: Answer,
  { underWay, output }: FrameReader,
  { checks }: Examination,
): string {
  const check = checks.find(({ id }) => id === underWay?.check);
  const at = check ? `at ${[check.name, underWay?.part?.name ?? ""].join(" ").trim()}` : "at none";
  const killed = exitCode === 137 ? ", killed from outside or out of memory" : "";
  const said = [...output.lastLines(3), trouble].join("\n");
  return `the container ended with ${exitCode}${killed}, before the probe was done, ${at} of the checks; its last words: ${oneLine(said)}`;
}
