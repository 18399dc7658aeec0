import type { Http } from "../http.ts";
import type { Network } from "../network.ts";

/** How many requests a host gets at the same time. */
interface Pace {
  /** Does something that sends one request, when it is its turn. */
  take<T>(network: Network, act: (network: Network) => Promise<T>): Promise<T>;
}

const atFirst = 12;
const atMost = 32;

/**
 * A host gets a dozen requests at the same time, one more after each answer, and half of them after each time that
 * it says it is too busy (429, 503). So a registry with a limit is not asked beyond it for long, and one far away is
 * asked often enough to hide the way there. Requests that were refused together wait for different times, so that they
 * do not come back together.
 */
function makePace(): Pace {
  let limit = atFirst;
  let running = 0;
  let sleeping = 0;
  // How often the limit was halved. Answers to what was sent before do not halve it again.
  let halved = 0;
  const waiting: (() => void)[] = [];
  const startNext = () => {
    while (running < Math.floor(limit) && waiting.length > 0) {
      running++;
      waiting.shift()?.();
    }
  };
  const note = (status: number, before: number) => {
    if (status !== 429 && status !== 503) {
      limit = Math.min(limit + (halved === 0 ? 1 : 1 / limit), atMost);
    } else if (before === halved) {
      limit = Math.max(limit / 2, 1);
      halved++;
    }
  };
  const sleep = async (network: Network, wait: number) => {
    const others = sleeping++;
    try {
      await network.sleep(others > 0 ? wait * (1 + Math.random() / 2) : wait);
    } finally {
      sleeping--;
    }
  };
  return {
    async take(network, act) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        startNext();
      });
      const http: Http = async (request) => {
        const before = halved;
        const response = await network.http(request);
        note(response.status, before);
        return response;
      };
      try {
        return await act({ ...network, http, sleep: (wait) => sleep(network, wait) });
      } finally {
        running--;
        startNext();
      }
    },
  };
}

const paces = new WeakMap<Http, Map<string, Pace>>();

/** The pace of a host. All clients that use the same HTTP share it. */
export function paceOf({ http }: Network, host: string): Pace {
  const known = paces.get(http) ?? new Map<string, Pace>();
  paces.set(http, known);
  const pace = known.get(host) ?? makePace();
  known.set(host, pace);
  return pace;
}
