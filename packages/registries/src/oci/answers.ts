import {
  accept,
  type Digest,
  digestAlgorithm,
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
import { digestOf } from "../digest.ts";
import type { Answer } from "../network.ts";
import { anyManifest, type Manifest } from "./manifest.ts";
import { errorsOf, trouble } from "./refusals.ts";
import type { TagPage } from "./tag-pages.ts";

/**
 * True for a 404 of the registry's own distribution API. Any other 404 says nothing about the image: a proxy's, or that
 * of another host to which the registry redirected.
 */
export function isAbsence(answer: Answer, { origin }: URL): boolean {
  if (answer.status !== 404 || answer.url.origin !== origin) return false;
  return errorsOf(answer).some(
    ({ code }) => code === "MANIFEST_UNKNOWN" || code === "NAME_UNKNOWN",
  );
}

export function manifestFrom(
  asked: string,
  reference: Tag | Digest,
  answer: Answer,
): Result<Manifest> {
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
  // A header may have parameters, such as a charset. A descriptor with one is of a type that no engine knows.
  const mediaType = headers.get("content-type")?.replace(/\s*;.*$/s, "") || checked.value.mediaType;
  return mediaType === undefined
    ? refuse(trouble(asked, "answered with a manifest without its media type"))
    : accept({ digest, mediaType, bytes });
}

// An image whose tags are all deleted has null.
const tagList = open({ tags: nullable(list(text())) });

/** A page of tags. The next one must be on the registry's own host, because its request carries the token. */
export function tagPageFrom(asked: string, answer: Answer, { origin }: URL): Result<TagPage> {
  const checked = checkJson(tagList, answer.bytes);
  if (!checked.ok) return notAs(asked, "a list of tags", checked.problems);
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(answer.headers.get("link") ?? "")?.[1];
  const next = resolve(link, answer.url);
  return next && next.origin !== origin
    ? refuse(trouble(asked, `gave an address of ${next.origin} for the next page`))
    : accept({ tags: checked.value.tags ?? [], next });
}

/** The address in a header, which may be relative to the address that answered. */
export function resolve(target: string | undefined, url: URL): URL | undefined {
  return target && URL.canParse(target, url.href) ? new URL(target, url) : undefined;
}

function notAs(asked: string, expected: string, [first]: NonEmpty<Problem>): Result<never> {
  const seen = `answered with something that is not ${expected}: ${clauseOf(first, "it")}`;
  return refuse(trouble(asked, seen));
}
