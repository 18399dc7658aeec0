import {
  broken,
  type Docker,
  engineIsGone,
  engineUnavailable,
  heedCancellation,
  type MountedFile,
  mount,
  type OwnContainer,
  type OwnContainerEffects,
  oneLine,
  type PinnedImage,
  withContainer,
} from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";
import { FrameReader, type Observation } from "./frames.ts";
import type { PlannedCheck } from "./plan.ts";
import { refuseUnstartable } from "./platform.ts";
import { bootstrap, probeInput, pythonLoader } from "./probe/programs.ts";

export interface Examination {
  readonly image: PinnedImage;
  readonly checks: readonly PlannedCheck[];
  /** Whether the container has the network. */
  readonly network: boolean;
  /** Files that are put into it before it starts. */
  readonly mounts: readonly MountedFile[];
  readonly venv: string | undefined;
  /** Seconds for all checks, and for a single one. */
  readonly timeout: number;
  readonly limit: number;
}

export interface ContainerEffects extends OwnContainerEffects {
  readonly now: () => number;
  /** Takes what a check prints, as it comes. */
  readonly show: (check: number, chunk: Buffer) => void;
  readonly observe: (observation: Observation) => void;
}

/** What is known after the examination, beside the observations. */
export type Examined = Pick<FrameReader, "underWay">;

/** Seconds after the probe's own end of time, until the container is removed. */
const grace = 15;

/** Why a program of the image did not start. */
type NotStarted = "missing" | "of no format";

/**
 * Runs the probe in one container of the image, which is gone afterwards whatever happens.
 *
 * @returns what it was at when its time was over, if it did not come to its end; or `engine-unavailable` (LA605),
 * `verification-broken` (LA607), `image-platform-foreign` (LA609), `container-left` (LA610), `mount-failed` (LA612)
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
  let isOfNoFormat = false;
  for (const [program, words] of starts) {
    const create = [...runOptions(program, examination), ...words];
    const examined = await withContainer(create, effects, (container) =>
      start(container, examination, effects),
    );
    if (!examined.ok) return examined;
    if (typeof examined.value === "object") return accept(examined.value);
    isOfNoFormat ||= examined.value === "of no format";
  }
  return refuseUnstartable(image.reference, isOfNoFormat, effects);
}

/** Runs the probe in a container that was created for one program of the image. */
async function start(
  container: OwnContainer,
  examination: Examination,
  effects: ContainerEffects,
): Promise<Result<Examined | NotStarted>> {
  const { docker, signal, random, now, show, observe } = effects;
  const { checks, venv, timeout, limit, mounts } = examination;
  const mounted = await mount(mounts, container.name, effects);
  if (!mounted.ok) return mounted;
  const nonce = random();
  const reader = new FrameReader({
    nonce,
    checks: new Set(checks.map(({ id }) => id)),
    now,
    show,
    observe,
  });
  const reading = readingOf(reader);
  const python = venv === undefined ? undefined : `${venv}/bin/python`;
  const ran = await docker(["start", "--attach", "--interactive", container.name], {
    input: probeInput({ nonce, timeout, limit, python, checks }),
    onOutput: reading.take,
    deadline: (timeout + grace) * 1000,
    signal: AbortSignal.any([signal, reading.stopped]),
    // The client has nothing to finish; the container is removed afterwards.
    grace: 0,
  });
  // The client waits until the engine has removed it.
  container.isGone = ran.exitCode === 0 && ran.endedBy === undefined;
  heedCancellation(signal);
  reading.throwIfFailed();
  return resultOf(ran, reader, examination);
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
): Result<Examined | NotStarted> {
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
  if (!reader.started) {
    if (/exec format error/i.test(ran.trouble)) return accept("of no format");
    if (isMissing(ran)) return accept("missing");
    if (/^Error response from daemon/m.test(ran.trouble)) return engineUnavailable(ran);
  }
  return broken(
    deathOf(ran, reader, examination),
    "Read which check was under way. Give the container less to do, or fix the image.",
  );
}

function runOptions(program: string, { image, network }: Examination): string[] {
  const bounds = ["--memory", "4g", "--pids-limit", "1024", "--log-driver", "none"];
  const options = ["--rm", "--interactive", "--pull", "never", ...bounds];
  // A health check of the image would run beside the probe, and change what it sees.
  options.push("--no-healthcheck");
  if (!network) options.push("--network", "none");
  return [...options, "--entrypoint", program, image.reference];
}

/** Whether the engine could not start the program, because it is not in the image. */
function isMissing({ trouble }: Answer): boolean {
  return /exec: .*(?:no such file or directory|executable file not found|permission denied)/is.test(
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
