import { cancelled, httpDespiteCancellation, network } from "@lablink-actions/action-kit";
import type { Network } from "@lablink-actions/registries";

// The runner ends the process 7.5 s after the cancellation, and uv has some of that time.
const last = 4000;

/**
 * Asks also after a cancellation, to say what the index has got by then. All questions then end within seconds.
 */
export function networkToTheEnd(): Network {
  const end = new AbortController();
  cancelled().addEventListener("abort", () => setTimeout(() => end.abort(), last).unref(), {
    once: true,
  });
  return {
    ...network,
    http: (request) =>
      httpDespiteCancellation({
        ...request,
        signal: AbortSignal.any([request.signal, end.signal]),
      }),
    sleep: async (milliseconds) => {
      await wait(milliseconds);
    },
  };
}

/** False if the run is cancelled meanwhile. */
export async function wait(milliseconds: number): Promise<boolean> {
  await network.sleep(milliseconds).catch(() => {});
  return !cancelled().aborted;
}
