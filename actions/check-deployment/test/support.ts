import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { http } from "@lablink-actions/registries";
import { freePort } from "@lablink-actions/testkit";
import { checkDeployment } from "../src/check-deployment.ts";

/** A server of HTTP on 127.0.0.1 that is not up yet. */
export class LateServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;

  private constructor(port: number, answer: RequestListener) {
    this.port = port;
    this.#server = createServer(answer);
  }

  static async at(answer: RequestListener): Promise<LateServer> {
    return new LateServer(await freePort(), answer);
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.port, "127.0.0.1", () => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Starts a server at once, and gives its port. */
export async function serve(answer: RequestListener): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Check {
  readonly url: string;
  readonly healthPath?: string;
  /** The ports that stand for 80 and 443 of localhost. */
  readonly ports?: { readonly http?: number; readonly https?: number };
  /** What happens when it has waited for so many seconds. */
  readonly at?: Readonly<Record<number, () => Promise<unknown>>>;
  readonly lookup?: (host: string) => Promise<readonly string[]>;
}

/** Checks with real requests. The clock moves only while it sleeps. */
export async function check({ url, healthPath, ports = {}, at = {}, lookup }: Check) {
  const said: string[] = [];
  let time = 0;
  const result = await checkDeployment(
    {
      url: new URL(url),
      healthPath,
      dnsDeadline: 300,
      httpDeadline: 120,
      httpsDeadline: 180,
      interval: 10,
    },
    {
      http: (request) => {
        const there = new URL(request.url);
        const scheme = there.protocol === "https:" ? "https" : "http";
        if (there.port === "") there.port = String(ports[scheme] ?? "");
        // certificates.test.ts has the encryption.
        there.protocol = "http:";
        return http({ ...request, url: there });
      },
      lookup: lookup ?? (async () => ["127.0.0.1"]),
      now: () => time,
      sleep: async (milliseconds) => {
        time += milliseconds;
        await at[time / 1000]?.();
      },
      say: (line) => said.push(line),
    },
  );
  const refusals = result.ok ? [] : result.refusals;
  return { result, said, time: time / 1000, seen: refusals.map(({ seen }) => seen), refusals };
}
