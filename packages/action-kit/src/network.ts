import { setTimeout } from "node:timers/promises";
import { type Http, http } from "@lablink-actions/registries";
import { cancelled, cancelledFor } from "./cancellation.ts";
import { debug, mask, say } from "./log.ts";

/** The one way to use HTTP: each request leaves a line in the debug log. */
const askAloud: Http = async (request) => {
  const { method, url } = request;
  const begin = performance.now();
  const log = (answer: string) =>
    debug(() => {
      // A query may have a secret in it; a path has none.
      const query = url.search && "?…";
      const time = Math.round(performance.now() - begin);
      return `${method} ${url.origin}${url.pathname}${query} → ${answer} after ${time} ms`;
    });
  try {
    const response = await http(request);
    log(String(response.status));
    return response;
  } catch (error) {
    log(String(error));
    throw error;
  }
};

/** Requests and waits end with the run, if that is cancelled. */
function networkUntil(end: () => AbortSignal) {
  const untilThen: Http = (request) =>
    askAloud({ ...request, signal: AbortSignal.any([request.signal, end()]) });
  return {
    http: untilThen,
    mask,
    say,
    sleep: (milliseconds: number): Promise<void> =>
      setTimeout(milliseconds, undefined, { signal: end() }),
  };
}

/** What a client of a registry or an index may use. */
export const network: ReturnType<typeof networkUntil> = networkUntil(cancelled);

/** A network for work that must not stop half-way once it has begun. */
interface PatientNetwork {
  readonly network: typeof network;
  /** From now on, requests and waits end only so many milliseconds after a cancellation of the run. */
  readonly goOnFor: (milliseconds: number) => void;
}

/** At first its requests end with the run, as those of {@link network}. */
export function patientNetwork(): PatientNetwork {
  let patience = 0;
  return {
    network: networkUntil(() => cancelledFor(patience)),
    goOnFor(milliseconds) {
      patience = milliseconds;
    },
  };
}

/** For what a run must give back: it also sends requests after a cancellation. The runner then waits for 10 s. */
export const httpDespiteCancellation: Http = (request) => {
  // Without it, this process would end by the signal.
  cancelled();
  return askAloud(request);
};
