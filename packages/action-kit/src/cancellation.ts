let cancellation: { readonly signal: AbortSignal; at: number } | undefined;

/**
 * Aborted when the run is cancelled. GitHub's runner sends SIGINT, SIGTERM after 7.5 s, and
 * ends the process 2.5 s later. From the first call on, this process does not end by these signals itself.
 */
export function cancelled(): AbortSignal {
  if (cancellation === undefined) {
    const controller = new AbortController();
    const known = { signal: controller.signal, at: 0 };
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (!known.signal.aborted) known.at = performance.now();
        controller.abort(new Error(`the run was cancelled (${signal})`));
      });
    }
    cancellation = known;
  }
  return cancellation.signal;
}

const later = new Map<number, AbortSignal>();

/**
 * Aborted some milliseconds after the run is cancelled, for work that must not stop half-way. Of the 7.5 s that the
 * runner waits, some must be left for the report.
 */
export function cancelledFor(milliseconds: number): AbortSignal {
  const signal = cancelled();
  if (milliseconds === 0) return signal;
  const known = later.get(milliseconds);
  if (known !== undefined) return known;
  const controller = new AbortController();
  const end = () => {
    const left = (cancellation?.at ?? 0) + milliseconds - performance.now();
    setTimeout(() => controller.abort(signal.reason), Math.max(left, 0)).unref();
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  later.set(milliseconds, controller.signal);
  return controller.signal;
}
