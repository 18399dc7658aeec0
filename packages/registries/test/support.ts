import { setTimeout } from "node:timers/promises";
import {
  parseImageName,
  parseVersion,
  type RefusalName,
  type Result,
  type Version,
} from "@lablink-actions/release-core";
import {
  addressOf,
  type Credentials,
  findIndex,
  type Http,
  http,
  type Manifest,
  type Network,
  openPythonIndex,
  openRepository,
  type Repository,
} from "../src/index.ts";

/** A network that counts how long it would have slept, and remembers what it had to hide. */
export function patientNetwork(ask: Http = http) {
  const slept: number[] = [];
  const masked: string[] = [];
  const network: Network = {
    http: ask,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      await setTimeout(0);
    },
    mask: (secret) => masked.push(secret),
    say: () => {},
  };
  return { network, slept, masked };
}

/** A repository that takes any text for a tag or a digest. Only tests may do that. */
interface AnyRepository {
  readManifest(reference: string): ReturnType<Repository["readManifest"]>;
  has(kind: "manifests" | "blobs", digest: string): ReturnType<Repository["has"]>;
  readBlob(digest: string): ReturnType<Repository["readBlob"]>;
  listTags(): ReturnType<Repository["listTags"]>;
  putManifest(reference: string, manifest: Manifest): ReturnType<Repository["putManifest"]>;
  probeWriting(): ReturnType<Repository["probeWriting"]>;
  referrers(digest: string): ReturnType<Repository["referrers"]>;
}

export function open(
  image: string,
  credentials?: Credentials,
  network: Network = patientNetwork().network,
): AnyRepository {
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

/** An index at an address as a workflow gives it. */
export async function openIndexAt(input: string, network = patientNetwork().network) {
  const sources = { input, environmentVariable: () => undefined, askPip: async () => undefined };
  return openPythonIndex(unwrap(await findIndex(sources)), network);
}

export function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is not a version`);
  return parsed;
}
