import {
  accept,
  type Digest,
  digestAlgorithm,
  imageReference,
  type Result,
  refuse,
  type Tag,
} from "@lablink-actions/release-core";
import type { Credentials } from "../credentials.ts";
import { digestOf } from "../digest.ts";
import {
  type Answer,
  type Network,
  type Request,
  type Silence,
  send,
  sendOnce,
} from "../network.ts";
import type { Address } from "./address.ts";
import { isAbsence, manifestFrom, resolve, tagPageFrom } from "./answers.ts";
import { type Access, authorize } from "./authorization.ts";
import { type Descriptor, type Manifest, manifestTypes, ociIndexType } from "./manifest.ts";
import { paceOf } from "./pace.ts";
import { readReferrers } from "./referrers.ts";
import { trouble, unwelcome } from "./refusals.ts";
import { readTags } from "./tag-pages.ts";

/**
 * One image's manifests and tags in its registry (OCI distribution specification). Every answer that is not
 * plainly yes or no is `registry-denied` (LA701) or `registry-trouble` (LA702). The registry gets only a few requests at
 * the same time, however many are asked for here.
 */
export interface Repository {
  /** A manifest by its tag or digest. */
  readManifest(reference: Tag | Digest): Promise<Result<Manifest | "absent">>;
  /** Whether a manifest or a blob is there. */
  has(kind: "manifests" | "blobs", digest: Digest): Promise<Result<boolean>>;
  /** A small blob by its digest, such as an image's configuration. */
  readBlob(digest: Digest): Promise<Result<Uint8Array>>;
  /** The manifests that refer to another one, such as its attestations. */
  referrers(digest: Digest): Promise<Result<readonly Descriptor[]>>;
  /** Every tag; none if the registry does not know the image. A list that may be cut is trouble. */
  listTags(): Promise<Result<readonly string[]>>;
  /** Puts a manifest under a tag, or under none if the reference is its digest. The layers are not touched. */
  putManifest(reference: Tag | Digest, manifest: Manifest): Promise<Result<void>>;
  /** Whether the credentials may write: begins an upload, and cancels it. */
  probeWriting(): Promise<Result<void>>;
}

/** How many milliseconds the end of an upload may take that was only begun to see whether that is allowed. */
const forCleaning = 5000;

export function openRepository(
  address: Address,
  network: Network,
  credentials?: Credentials,
): Repository {
  const { api, path, image } = address;
  const at = (rest: string) => new URL(`${path}/${rest}`, api);
  const headersOf = new Map<Access, string>();
  const logins = new Map<Access, Promise<Result<string>>>();
  const pace = paceOf(network, api.host);

  const attempt = (request: Request, authorization: string | undefined) => {
    const headers = { ...request.headers, ...(authorization && { authorization }) };
    return pace.take(network, (paced) => send(paced, { ...request, headers }));
  };
  /** Logs in once for all requests that are challenged at the same time. */
  const logIn = (challenge: string, access: Access): Promise<Result<string>> => {
    const begun = logins.get(access);
    if (begun !== undefined) return begun;
    const login = authorize(network, address, credentials, challenge, access)
      .then((header) => {
        if (header.ok) headersOf.set(access, header.value);
        return header;
      })
      .finally(() => logins.delete(access));
    logins.set(access, login);
    return login;
  };
  /** Sends a request, and sends it again if the registry asks for a login or the token has expired. */
  const ask = async (asked: string, request: Request, access: Access): Promise<Result<Answer>> => {
    const before = headersOf.get(access);
    let answer = await attempt(request, before);
    const challenge = challengeOf(answer, api);
    if (challenge !== undefined) {
      // Another request may have logged in meanwhile.
      const since = headersOf.get(access);
      const header = since === before ? await logIn(challenge, access) : accept(since);
      if (!header.ok) return header;
      answer = await attempt(request, header.value);
    }
    if ("silence" in answer) return refuse(unwelcome(asked, answer));
    const { origin } = answer.url;
    if (answer.status !== 401 || origin === api.origin) return accept(answer);
    // A challenge counts only from the host that was asked, so no login goes to this one.
    return refuse(trouble(asked, `redirected to ${origin}, which wants a login and gets none`));
  };

  const readManifest: Repository["readManifest"] = async (reference) => {
    const asked = `reading ${imageReference(image, reference)}`;
    const headers = { accept: manifestTypes.join(", ") };
    const url = at(`manifests/${reference}`);
    const answer = await ask(asked, { method: "GET", url, headers }, "pull");
    if (!answer.ok) return answer;
    if (isAbsence(answer.value, api)) return accept("absent");
    if (answer.value.status !== 200) return refuse(unwelcome(asked, answer.value));
    return manifestFrom(asked, reference, answer.value);
  };

  return {
    readManifest,

    async has(kind, digest) {
      const asked = `looking for ${imageReference(image, digest)}`;
      const headers = { accept: kind === "manifests" ? manifestTypes.join(", ") : "*/*" };
      const url = at(`${kind}/${digest}`);
      const answer = await ask(asked, { method: "HEAD", url, headers }, "pull");
      if (!answer.ok) return answer;
      const { status } = answer.value;
      if (status === 200) return accept(true);
      // An answer to HEAD has no body that could say more.
      if (status === 404 && answer.value.url.origin === api.origin) return accept(false);
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

    referrers(digest) {
      const asked = `listing what refers to ${imageReference(image, digest)}`;
      const headers = { accept: ociIndexType };
      return readReferrers(at(`referrers/${digest}`), digest, asked, {
        get: (url) => ask(asked, { method: "GET", url, headers }, "pull"),
        readManifest,
      });
    },

    listTags() {
      const asked = `listing the tags of ${image}`;
      return readTags(at("tags/list"), asked, {
        async read(url, isNamed) {
          const answer = await ask(asked, { method: "GET", url }, "pull");
          if (!answer.ok) return answer;
          if (isAbsence(answer.value, api)) return accept("absent");
          if (answer.value.status === 400 && !isNamed) return accept("misunderstood");
          if (answer.value.status !== 200) return refuse(unwelcome(asked, answer.value));
          return tagPageFrom(asked, answer.value, api);
        },
        now: () => performance.now(),
      });
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
      // themselves, so nothing depends on the answer: it is not repeated, and takes no other request's turn. Another host
      // is not asked: the request carries the token.
      if (upload?.origin === api.origin) {
        const authorization = headersOf.get("pull,push");
        const headers = authorization === undefined ? {} : { authorization };
        void sendOnce(network, { method: "DELETE", url: upload, headers }, forCleaning);
      }
      return accept(undefined);
    },
  };
}

/** What the registry itself asks for; undefined if it asks for nothing, or if another host answered. */
function challengeOf(answer: Answer | Silence, { origin }: URL): string | undefined {
  const isOwn = "status" in answer && answer.status === 401 && answer.url.origin === origin;
  return isOwn ? answer.headers.get("www-authenticate") : undefined;
}
