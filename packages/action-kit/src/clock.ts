/** The deadline of a wait. */
export interface Clock {
  readonly isOver: () => boolean;
  /** Says what is waited for and for how long already, and waits. Rejects if the run is cancelled. */
  readonly wait: (reason: string) => Promise<void>;
}

export interface Time {
  /** Milliseconds, from any moment on. */
  readonly now: () => number;
  /** Rejects if the run is cancelled. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A line for the log, during the wait. */
  readonly say: (line: string) => void;
}

/**
 * A clock that starts now.
 *
 * @param deadline seconds for everything that waits by it
 * @param interval seconds from one look to the next
 */
export function startClock(deadline: number, interval: number, { now, sleep, say }: Time): Clock {
  const begin = now();
  const seconds = () => (now() - begin) / 1000;
  return {
    isOver: () => seconds() >= deadline,
    async wait(reason) {
      say(`${reason}: ${seconds().toFixed(0)} s of ${deadline} s`);
      await sleep(interval * 1000);
    },
  };
}
