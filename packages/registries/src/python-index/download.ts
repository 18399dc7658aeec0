import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { basicAuthorization } from "../credentials.ts";
import { digestOf } from "../digest.ts";
import { type Network, send } from "../network.ts";
import { isSafe } from "../safe-address.ts";
import type { IndexAddress } from "./find-index.ts";
import type { IndexFile } from "./index-file.ts";
import { trouble, unwelcome } from "./refusals.ts";

/** The largest files that indexes take are of this size. */
const longest = 1024 ** 3;

/**
 * Fetches a file that an index lists. Its bytes have the SHA-256 that the index lists, if it lists one. The index's
 * account is sent to no other host.
 *
 * @returns the bytes, or `index-denied` (LA801), `index-trouble` (LA802)
 */
export async function downloadFile(
  { filename, url, digest }: IndexFile,
  { simple, credentials }: IndexAddress,
  network: Network,
): Promise<Result<Uint8Array>> {
  const asked = `fetching ${filename} from ${url.origin}`;
  if (!isSafe(url)) return refuse(trouble(asked, "lists it at an address that is not safe"));
  const isOwn = url.origin === simple.origin;
  const headers = {
    ...(isOwn && credentials && { authorization: basicAuthorization(credentials) }),
  };
  const answer = await send(network, { method: "GET", url, headers, most: longest });
  if ("silence" in answer || answer.status !== 200) return refuse(unwelcome(asked, answer));
  const own = digestOf(answer.bytes);
  return digest === undefined || digest === own
    ? accept(answer.bytes)
    : refuse(trouble(asked, `gave bytes with ${own}, and lists ${digest}`));
}
