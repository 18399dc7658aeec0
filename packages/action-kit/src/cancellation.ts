let cancellation: AbortController | undefined;

/**
 * Aborted when the run is cancelled. GitHub's runner sends SIGINT, SIGTERM after 7.5 s, and
 * ends the process 2.5 s later. From the first call on, this process does not end by these signals itself.
 */
export function cancelled(): AbortSignal {
  if (cancellation === undefined) {
    const controller = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        controller.abort(new Error(`the run was cancelled (${signal})`));
      });
    }
    cancellation = controller;
  }
  return cancellation.signal;
}
