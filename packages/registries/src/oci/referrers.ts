import {
  accept,
  type Digest,
  map,
  type Result,
  refuse,
  type Tag,
  traverse,
} from "@lablink-actions/release-core";
import { checkJson, list, open, text } from "@lablink-actions/shape";
import type { Answer } from "../network.ts";
import { resolve } from "./answers.ts";
import {
  type Descriptor,
  descriptorsOf,
  digestText,
  type Manifest,
  ociIndexType,
} from "./manifest.ts";
import { trouble, unwelcome } from "./refusals.ts";
import type { Repository } from "./repository.ts";

interface ReferrerReads {
  readonly get: (url: URL) => Promise<Result<Answer>>;
  readonly readManifest: (reference: Tag) => Promise<Result<Manifest | "absent">>;
}

const mostPages = 20;

/**
 * What refers to a manifest (OCI distribution specification, "Listing Referrers"). A registry without that API answers
 * 404 to any digest. Then the list is the index under a tag that has the digest's name ("Referrers Tag Schema").
 *
 * @param url the API's address for the digest
 * @returns their descriptors; or what the registry refuses (LA701, LA702)
 */
export async function readReferrers(
  url: URL,
  digest: Digest,
  asked: string,
  { get, readManifest }: ReferrerReads,
): Promise<Result<readonly Descriptor[]>> {
  const found: Descriptor[] = [];
  let next: URL | undefined = url;
  for (let page = 0; next !== undefined; page++) {
    if (page === mostPages) return refuse(trouble(asked, `has more than ${mostPages} pages of it`));
    const answer: Result<Answer> = await get(next);
    if (!answer.ok) return answer;
    const { status, headers, bytes, url: from } = answer.value;
    const isUnknown = page === 0 && status === 404 && from.origin === url.origin;
    if (isUnknown) return readByTag(digest, asked, readManifest);
    if (status !== 200) return refuse(unwelcome(asked, answer.value));
    const listed = descriptorsOf({ digest, mediaType: ociIndexType, bytes });
    if (listed === undefined) return refuse(notAList(asked));
    found.push(...listed);
    const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.get("link") ?? "")?.[1];
    next = resolve(link, from);
    if (next !== undefined && next.origin !== url.origin) {
      return refuse(trouble(asked, `gave an address of ${next.origin} for the next page`));
    }
  }
  return accept(found);
}

async function readByTag(
  digest: Digest,
  asked: string,
  readManifest: ReferrerReads["readManifest"],
): Promise<Result<readonly Descriptor[]>> {
  const manifest = await readManifest(digest.replace(":", "-") as Tag);
  if (!manifest.ok) return manifest;
  if (manifest.value === "absent") return accept([]);
  const listed = descriptorsOf(manifest.value);
  return listed === undefined ? refuse(notAList(asked)) : accept(listed);
}

function notAList(asked: string) {
  return trouble(asked, "answered with something that is not a list of referrers");
}

const artifact = open({ layers: list(open({ mediaType: text(), digest: digestText })) });

/** The media type of a Sigstore bundle, of any version, as an artifact and as a layer. */
const isBundle = (mediaType: string) => mediaType.startsWith("application/vnd.dev.sigstore.bundle");

const mostBundles = 32;

/**
 * The Sigstore bundles that are kept beside an image, as actions/attest and cosign push them. They are not verified here.
 *
 * @returns their bytes; or what the registry refuses (LA701, LA702)
 */
export async function readBundles(
  { referrers, readManifest, readBlob }: Repository,
  digest: Digest,
): Promise<Result<readonly Uint8Array[]>> {
  const listed = await referrers(digest);
  if (!listed.ok) return listed;
  // An index under a tag may leave the type of an artifact out.
  const candidates = listed.value.filter(
    ({ artifactType }) => artifactType === undefined || isBundle(artifactType),
  );
  if (candidates.length > mostBundles) {
    const problem = `lists more than ${mostBundles} attestations`;
    return refuse(trouble(`reading the attestations of ${digest}`, problem));
  }
  const read = await Promise.all(
    candidates.map(async (one): Promise<Result<readonly Uint8Array[]>> => {
      const manifest = await readManifest(one.digest);
      if (!manifest.ok) return manifest;
      if (manifest.value === "absent") {
        return refuse(trouble(`reading ${one.digest}`, "lists it, and does not have it"));
      }
      const blobs = await Promise.all(bundlesOf(manifest.value).map(readBlob));
      return traverse(blobs, (blob) => blob);
    }),
  );
  return map(
    traverse(read, (blobs) => blobs),
    (all) => all.flat(),
  );
}

function bundlesOf({ bytes }: Manifest): readonly Digest[] {
  const checked = checkJson(artifact, bytes);
  const layers = checked.ok ? checked.value.layers : [];
  return layers.filter(({ mediaType }) => isBundle(mediaType)).map(({ digest }) => digest);
}
