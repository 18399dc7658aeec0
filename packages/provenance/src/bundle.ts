import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { anything, checkJson, clauseIn, list, open, optional, text } from "@lablink-actions/shape";
import {
  type Bundle as AnyBundle,
  bundleFromJSON,
  isBundleWithCertificateChain,
} from "@sigstore/bundle";
import { base64 } from "./base64.ts";
import { unreadable } from "./refusals.ts";

declare const read: unique symbol;

/** A Sigstore bundle with a statement in a DSSE envelope, as it was read. */
export type Bundle = AnyBundle & { readonly [read]: true };

/** https://github.com/sigstore/protobuf-specs: sigstore_bundle.proto, as JSON. What is not here, the library reads. */
const shape = open({
  mediaType: text({ notEmpty: true }),
  verificationMaterial: open({
    certificate: optional(open({ rawBytes: base64 })),
    tlogEntries: optional(list(anything)),
  }),
  dsseEnvelope: open({
    payload: base64,
    payloadType: text(),
    signatures: list(open({ sig: base64 }), { notEmpty: true }),
  }),
});

const statementType = "application/vnd.in-toto+json";

/** A bundle has one statement, of a few kB; one that lists all packages of an image has more. */
export const longest = 16 * 1024 * 1024;

/**
 * Reads a Sigstore bundle.
 *
 * @param name what it is called in a refusal
 * @returns it; or `attestation-unreadable` (LA660)
 */
export function parseBundle(source: string, name: string): Result<Bundle> {
  if (source.length > longest) return refuse(unreadable(`${name} has more than ${longest} bytes`));
  const checked = checkJson(shape, source);
  if (!checked.ok) {
    return refuse(unreadable(clauseIn(checked.problems[0], `${name}, as a Sigstore bundle,`)));
  }
  const { payloadType } = checked.value.dsseEnvelope;
  if (payloadType !== statementType) {
    return refuse(unreadable(`${name} is signed as ${payloadType}, and must be ${statementType}`));
  }
  return fromJson(checked.value, name);
}

/** By Sigstore's library, which throws. */
export function fromJson(value: unknown, name: string): Result<Bundle> {
  try {
    const bundle = bundleFromJSON(value);
    const { content } = bundle.verificationMaterial;
    if (content.$case === "publicKey") {
      return refuse(unreadable(`${name} is signed by a key, and not by a workflow's certificate`));
    }
    const certificates = isBundleWithCertificateChain(bundle)
      ? bundle.verificationMaterial.content.x509CertificateChain.certificates.length
      : 1;
    if (certificates > mostCertificates) {
      return refuse(unreadable(`${name} has ${certificates} certificates`));
    }
    return accept(bundle as Bundle);
  } catch (error) {
    return refuse(unreadable(`${name} is not a Sigstore bundle: ${(error as Error).message}`));
  }
}

const mostCertificates = 10;
