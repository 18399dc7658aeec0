import { setTimeout } from "node:timers/promises";
import { type Http, http } from "@lablink-actions/registries";
import { cancelled } from "./cancellation.ts";
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

/** Each request also ends with the run, if that is cancelled. */
const askUntilCancelled: Http = (request) => {
  const signal = AbortSignal.any([request.signal, cancelled()]);
  return askAloud({ ...request, signal });
};

/** What a client of a registry or an index may use. */
export const network = {
  http: askUntilCancelled,
  mask,
  say,
  sleep: (milliseconds: number): Promise<void> =>
    setTimeout(milliseconds, undefined, { signal: cancelled() }),
};

/** For what a run must give back: it also sends requests after a cancellation. The runner then waits for 10 s. */
export const httpDespiteCancellation: Http = (request) => {
  // Without it, this process would end by the signal.
  cancelled();
  return askAloud(request);
};
