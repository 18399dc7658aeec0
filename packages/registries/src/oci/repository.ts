import {
  accept,
  type Digest,
  digestAlgorithm,
  imageReference,
  isDigest,
  type NonEmpty,
  type Result,
  refuse,
  type Tag,
} from "@lablink-actions/release-core";
import {
  checkJson,
  clauseOf,
  list,
  nullable,
  open,
  type Problem,
  text,
} from "@lablink-actions/shape";
import type { Credentials } from "../credentials.ts";
import { digestOf } from "../digest.ts";
import { type Answer, type Network, type Request, send } from "../network.ts";
import type { Address } from "./address.ts";
import { type Access, authorize } from "./authorization.ts";
import { anyManifest, type Manifest, manifestTypes } from "./manifest.ts";
import { errorsOf, trouble, unwelcome } from "./refusals.ts";

/**
 * One image's manifests and tags in its registry (OCI distribution specification). Every answer that is not
 * plainly yes or no is `registry-denied` (LA701) or `registry-trouble` (LA702).
 */
export interface Repository {
  /** A manifest by its tag or digest. */
  readManifest(reference: Tag | Digest): Promise<Result<Manifest | "absent">>;
  /** Whether a manifest or a blob is there. */
  has(kind: "manifests" | "blobs", digest: Digest): Promise<Result<boolean>>;
  /** A small blob by its digest, such as an image's configuration. */
  readBlob(digest: Digest): Promise<Result<Uint8Array>>;
  /** Every tag; none if the registry does not know the image. */
  listTags(): Promise<Result<readonly string[]>>;
  /** Puts a manifest under a tag, or under none if the reference is its digest. The layers are not touched. */
  putManifest(reference: Tag | Digest, manifest: Manifest): Promise<Result<void>>;
  /** Whether the credentials may write: begins an upload, and cancels it. */
  probeWriting(): Promise<Result<void>>;
}

export function openRepository(
  address: Address,
  network: Network,
  credentials?: Credentials,
): Repository {
  const { api, path, image } = address;
  const at = (rest: string) => new URL(`${path}/${rest}`, api);
  const headersOf = new Map<Access, string>();

  const attempt = (request: Request, access: Access) => {
    const authorization = headersOf.get(access);
    const headers = { ...request.headers, ...(authorization && { authorization }) };
    return send(network, { ...request, headers });
  };
  /** Sends a request, and sends it again if the registry asks for a login or the token has expired. */
  const ask = async (asked: string, request: Request, access: Access): Promise<Result<Answer>> => {
    let answer = await attempt(request, access);
    const challenge = "headers" in answer ? answer.headers.get("www-authenticate") : undefined;
    if ("status" in answer && answer.status === 401 && challenge !== undefined) {
      const header = await authorize(network, address, credentials, challenge, access);
      if (!header.ok) return header;
      headersOf.set(access, header.value);
      answer = await attempt(request, access);
    }
    return "silence" in answer ? refuse(unwelcome(asked, answer)) : accept(answer);
  };

  return {
    async readManifest(reference) {
      const asked = `reading ${imageReference(image, reference)}`;
      const headers = { accept: manifestTypes.join(", ") };
      const url = at(`manifests/${reference}`);
      const answer = await ask(asked, { method: "GET", url, headers }, "pull");
      if (!answer.ok) return answer;
      if (isAbsence(answer.value)) return accept("absent");
      if (answer.value.status !== 200) return refuse(unwelcome(asked, answer.value));
      return manifestFrom(asked, reference, answer.value);
    },

    async has(kind, digest) {
      const asked = `looking for ${imageReference(image, digest)}`;
      const headers = { accept: kind === "manifests" ? manifestTypes.join(", ") : "*/*" };
      const url = at(`${kind}/${digest}`);
      const answer = await ask(asked, { method: "HEAD", url, headers }, "pull");
      if (!answer.ok) return answer;
      const { status } = answer.value;
      // An answer to HEAD has no body that could say more.
      if (status === 200 || status === 404) return accept(status === 200);
      return refuse(unwelcome(asked, answer.value));
    },

    async readBlob(digest) {
      const asked = `reading ${imageReference(image, digest)}`;
      const answer = await ask(asked, { method: "GET", url: at(`blobs/${digest}`) }, "pull");
      if (!answer.ok) return answer;
      const { status, bytes } = answer.value;
      if (status !== 200) return refuse(unwelcome(asked, answer.value));
      const found = digestOf(bytes, digestAlgorithm(digest));
      return found === digest
        ? accept(bytes)
        : refuse(trouble(asked, `gave bytes with the digest ${found}`));
    },

    async listTags() {
      const asked = `listing the tags of ${image}`;
      const tags: string[] = [];
      const visited = new Set<string>();
      let url: URL | undefined = at("tags/list?n=1000");
      while (url) {
        if (visited.has(url.href)) return refuse(trouble(asked, "lists its pages in circles"));
        visited.add(url.href);
        const answer: Result<Answer> = await ask(asked, { method: "GET", url }, "pull");
        if (!answer.ok) return answer;
        if (isAbsence(answer.value)) return accept(tags);
        if (answer.value.status !== 200) return refuse(unwelcome(asked, answer.value));
        const page = tagsFrom(asked, answer.value);
        if (!page.ok) return page;
        tags.push(...page.value);
        const next = nextPage(answer.value, url);
        // The next request carries the token, and the rest of a list is on the same host.
        if (next && next.origin !== api.origin) {
          return refuse(trouble(asked, `gave an address of ${next.origin} for the next page`));
        }
        url = next;
      }
      return accept(tags);
    },

    async putManifest(reference, { bytes, mediaType }) {
      const asked = `writing ${imageReference(image, reference)}`;
      const headers = { "content-type": mediaType };
      const url = at(`manifests/${reference}`);
      const answer = await ask(asked, { method: "PUT", url, headers, body: bytes }, "pull,push");
      if (!answer.ok) return answer;
      return answer.value.status === 201
        ? accept(undefined)
        : refuse(unwelcome(asked, answer.value));
    },

    async probeWriting() {
      const asked = `asking to write ${image}`;
      const url = at("blobs/uploads/");
      const answer = await ask(asked, { method: "POST", url }, "pull,push");
      if (!answer.ok) return answer;
      if (answer.value.status !== 202) return refuse(unwelcome(asked, answer.value));
      const upload = resolve(answer.value.headers.get("location"), url);
      // Some registries require the right to delete for this, which no token here has. They drop abandoned uploads
      // themselves.
      if (upload?.origin === api.origin) {
        await attempt({ method: "DELETE", url: upload }, "pull,push");
      }
      return accept(undefined);
    },
  };
}

/** A 404 of the distribution API itself. Any other 404, such as a proxy's, says nothing about the image. */
function isAbsence(answer: Answer): boolean {
  if (answer.status !== 404) return false;
  return errorsOf(answer).some(
    ({ code }) => code === "MANIFEST_UNKNOWN" || code === "NAME_UNKNOWN",
  );
}

function manifestFrom(asked: string, reference: Tag | Digest, answer: Answer): Result<Manifest> {
  const { bytes, headers } = answer;
  const said = headers.get("docker-content-digest");
  const expected = isDigest(reference) ? reference : said;
  const algorithm =
    expected !== undefined && isDigest(expected) ? digestAlgorithm(expected) : undefined;
  const digest = digestOf(bytes, algorithm);
  if (expected !== undefined && expected !== digest) {
    return refuse(
      trouble(asked, `named the digest ${expected} and gave bytes with the digest ${digest}`),
    );
  }
  const checked = checkJson(anyManifest, bytes);
  if (!checked.ok) return notAs(asked, "a manifest", checked.problems);
  const mediaType = headers.get("content-type") ?? checked.value.mediaType;
  return mediaType === undefined
    ? refuse(trouble(asked, "answered with a manifest without its media type"))
    : accept({ digest, mediaType, bytes });
}

// An image whose tags are all deleted has null.
const tagList = open({ tags: nullable(list(text())) });

function tagsFrom(asked: string, { bytes }: Answer): Result<readonly string[]> {
  const checked = checkJson(tagList, bytes);
  return checked.ok
    ? accept(checked.value.tags ?? [])
    : notAs(asked, "a list of tags", checked.problems);
}

function notAs(asked: string, expected: string, [first]: NonEmpty<Problem>): Result<never> {
  const seen = `answered with something that is not ${expected}: ${clauseOf(first, "it")}`;
  return refuse(trouble(asked, seen));
}

function nextPage({ headers }: Answer, url: URL): URL | undefined {
  return resolve(/<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.get("link") ?? "")?.[1], url);
}

function resolve(target: string | undefined, url: URL): URL | undefined {
  return target && URL.canParse(target, url.href) ? new URL(target, url) : undefined;
}
