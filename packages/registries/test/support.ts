import { setTimeout } from "node:timers/promises";
import { parseImageName, type RefusalName, type Result } from "@lablink-actions/release-core";
import {
  addressOf,
  type Credentials,
  type Network,
  openRepository,
  type Repository,
} from "../src/index.ts";

/** A network that counts what it would have slept and remembers what it was told to hide. */
export function patientNetwork(ask: typeof fetch = fetch) {
  const slept: number[] = [];
  const masked: string[] = [];
  const network: Network = {
    fetch: ask,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      await setTimeout(0);
    },
    mask: (secret) => masked.push(secret),
    say: () => {},
  };
  return { network, slept, masked };
}

export function open(
  image: string,
  credentials?: Credentials,
  network: Network = patientNetwork().network,
): Repository {
  return openRepository(addressOf(unwrap(parseImageName(image))), network, credentials);
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.refusals.map(({ name, seen }) => `${name}: ${seen}`).join("; "));
}

export function namesOf(result: Result<unknown>): RefusalName[] {
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}

export function seenOf(result: Result<unknown>): string {
  return result.ok ? "" : result.refusals.map(({ seen }) => seen).join("; ");
}
