import { setTimeout } from "node:timers/promises";
import { type Http, http } from "@lablink-actions/registries";
import { cancelled } from "./cancellation.ts";
import { debug, mask, say } from "./log.ts";

/** The one door to HTTP: each request hears a cancellation of the run, and leaves a line in the debug log. */
const askAloud: Http = async (request) => {
  const { method, url } = request;
  const begin = performance.now();
  const log = (answer: string) =>
    debug(() => {
      // A query may hold a secret, and a path does not.
      const query = url.search && "?…";
      const time = Math.round(performance.now() - begin);
      return `${method} ${url.origin}${url.pathname}${query} → ${answer} after ${time} ms`;
    });
  try {
    const signal = AbortSignal.any([request.signal, cancelled()]);
    const response = await http({ ...request, signal });
    log(String(response.status));
    return response;
  } catch (error) {
    log(String(error));
    throw error;
  }
};

/** What a client of a registry or an index is given of the world. */
export const network = {
  http: askAloud,
  mask,
  say,
  sleep: (milliseconds: number): Promise<void> =>
    setTimeout(milliseconds, undefined, { signal: cancelled() }),
};
