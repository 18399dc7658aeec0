/** A container of this action. It has a name that nobody else uses, and is gone afterwards whatever happens. */
import { setTimeout as wait } from "node:timers/promises";
import { type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import { type Docker, engineUnavailable, heedCancellation, oneLine, shortly } from "./docker.ts";

export interface OwnContainerEffects {
  readonly docker: Docker;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  /** A word that nobody can guess. */
  readonly random: () => string;
}

export interface OwnContainer {
  readonly name: string;
  /** Set by who knows that the engine has removed it. */
  isGone: boolean;
}

/** Milliseconds for the engine to remove a container. An engine that hangs must not keep the step. */
const removalDeadline = 20_000;
/**
 * Milliseconds after a cancellation, at most: until the container is created, and from then on until it is removed, and
 * until the engine has said so. The runner waits for 7.5 s in all, and the step must have said what is left by then.
 */
const afterCancellation = { creation: 1500, removal: 3500, question: 4500 };
/** Milliseconds before each question. An engine that removes a container of its own accord takes a moment. */
const waits = [0, 200, 600, 1200];

/**
 * Creates a container, gives it to a function, and removes it. A cancellation does not end the creation, because nobody
 * would know then whether there is a container to remove.
 *
 * @param words how it is created: options, image, and words for its program
 * @returns what the function gives; or `engine-unavailable` (LA605). With them, or alone after a cancellation,
 * `container-left` (LA610).
 */
export async function withContainer<T>(
  words: readonly string[],
  effects: OwnContainerEffects,
  use: (container: OwnContainer) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { docker, signal, random } = effects;
  heedCancellation(signal);
  const container: OwnContainer = { name: `lablink-verify-${random()}`, isGone: false };
  const created = await docker(["create", "--name", container.name, ...words], {
    deadline: shortly,
    signal: after(signal, afterCancellation.creation),
    grace: 0,
  });
  // Without an answer the engine may still be at it.
  const isCut = created.endedBy !== undefined;
  const outcome = await settled(async () => {
    heedCancellation(signal);
    return created.exitCode === 0 ? await use(container) : engineUnavailable(created);
  });
  const left = await remove(container, isCut, effects);
  if ("result" in outcome) {
    const { result } = outcome;
    if (left === undefined) return result;
    return result.ok ? refuse(left) : refuse(...result.refusals, left);
  }
  if (left === undefined) throw outcome.thrown;
  if (signal.aborted) return refuse({ ...left, seen: `the run was cancelled, and ${left.seen}` });
  throw new Error(left.seen, { cause: outcome.thrown });
}

async function settled<T>(work: () => Promise<T>): Promise<{ result: T } | { thrown: unknown }> {
  try {
    return { result: await work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** `container-left` (LA610), unless the engine says that the container is gone. */
async function remove(
  { name, isGone }: OwnContainer,
  isCut: boolean,
  { docker, signal }: OwnContainerEffects,
): Promise<Refusal | undefined> {
  if (isGone) return undefined;
  const ownSignal = after(signal, afterCancellation.removal);
  const lastSignal = after(signal, afterCancellation.question);
  const options = { deadline: removalDeadline, grace: 0 };
  const removed = await docker(["rm", "--force", "--volumes", name], {
    ...options,
    signal: ownSignal,
  });
  if (removed.exitCode === 0 && !isCut) return undefined;
  let seen = `the engine did not say whether it removed the container ${name}: ${oneLine(removed.trouble)}`;
  for (const milliseconds of waits) {
    await wait(milliseconds);
    const there = await docker(["ps", "--all", "--quiet", "--filter", `name=${name}`], {
      ...options,
      signal: lastSignal,
    });
    if (there.endedBy !== undefined) break;
    if (there.exitCode !== 0) {
      seen = `the engine did not say whether it removed the container ${name}: ${oneLine(there.trouble)}`;
    } else if (there.output !== "") {
      seen = `the container ${name} is still there: ${oneLine(removed.trouble)}`;
    } else if (!isCut) return undefined;
    else seen = `the engine had not said whether it creates the container ${name}`;
  }
  const remedy = `On a runner that goes on to exist, remove it: docker rm --force --volumes ${name}`;
  return { name: "container-left", seen, remedy };
}

/** Aborts some milliseconds after another signal did. */
function after(signal: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const begin = () => setTimeout(() => controller.abort(signal.reason), milliseconds).unref();
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return controller.signal;
}
